// Keeps an open page up to date: <div data-live="address of the events" hidden> in the page.
// Parts of the page (data-part, with an id) that nobody works in are shown anew by themselves;
// for the others the page says that it is no longer the newest.
"use strict";
(() => {
	const box = document.querySelector("[data-live]");
	if (!box || !window.EventSource) return;
	const people = document.querySelector("[data-people]");
	// A form that was sent has an address that only forms have.
	const here = box.dataset.page || location.pathname + location.search;
	let events, stale = false, over = false, timer;

	const dirty = (form) => [...form.elements].some((f) =>
		f.type === "hidden" || f.type === "submit" ? false
			: f.type === "checkbox" || f.type === "radio" ? f.checked !== f.defaultChecked
				: f.tagName === "SELECT" ? [...f.options].some((o) => o.selected !== o.defaultSelected && !(f.selectedIndex === 0 && o.index === 0))
					: f.value !== undefined && f.value !== f.defaultValue);
	const busy = (part) => part.contains(document.activeElement) && document.activeElement !== part
		|| !!part.querySelector("details.offer[open], details[open]:not([id])") || [...part.querySelectorAll("form")].some(dirty);

	const say = (text, link, name) => {
		box.hidden = false;
		box.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }));
		if (!link) return;
		const a = Object.assign(document.createElement("a"), { href: link, textContent: name });
		box.firstChild.append(" ", a);
	};

	// renew shows the page's parts as they are now; true where it could do so with all of them.
	const renew = async () => {
		const answer = await fetch(here, { headers: { Accept: "text/html" } });
		if (!answer.ok || answer.redirected) return false;
		const page = new DOMParser().parseFromString(await answer.text(), "text/html");
		let all = true;
		for (const part of document.querySelectorAll("[data-part][id]")) {
			const next = page.getElementById(part.id);
			if (!next || part.outerHTML === next.outerHTML) continue;
			if (busy(part)) { all = false; continue; }
			for (const d of part.querySelectorAll("details[id][open]")) next.querySelector(`#${CSS.escape(d.id)}`)?.setAttribute("open", "");
			part.replaceWith(document.adoptNode(next));
		}
		return all;
	};

	const changed = async (text) => {
		stale = !await renew().catch(() => false) || stale;
		say(text || box.dataset.changed, stale && here, box.dataset.again);
	};

	const open = () => {
		if (events || over || document.hidden) return;
		events = new EventSource(box.dataset.live);
		events.addEventListener("changed", (e) => {
			// Whoever comes back asks for what came after this.
			if (e.lastEventId) {
				const u = new URL(box.dataset.live, location.href);
				u.searchParams.set("seen", e.lastEventId);
				box.dataset.live = u.pathname + u.search;
			}
			changed(JSON.parse(e.data).text);
		});
		events.addEventListener("people", (e) => {
			if (!people) return;
			people.textContent = JSON.parse(e.data).text;
			people.hidden = !people.textContent;
		});
		events.addEventListener("ended", () => {
			over = true;
			close();
			say(box.dataset.ended, box.dataset.signInPage, box.dataset.signIn);
		});
		events.addEventListener("error", () => {
			if (events?.readyState !== EventSource.CLOSED) return;
			close();
			clearTimeout(timer);
			timer = setTimeout(open, 30000);
		});
	};
	const close = () => { events?.close(); events = null; };
	// A browser has few connections to a server: a page that nobody sees needs none.
	document.addEventListener("visibilitychange", () => document.hidden ? close() : open());
	addEventListener("pagehide", close);
	addEventListener("pageshow", open);
	open();
})();
