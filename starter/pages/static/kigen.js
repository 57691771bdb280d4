// Comfort for people whose browser runs scripts. Every job of every page works without it.
"use strict";
(() => {
	const all = (selector, within = document) => [...within.querySelectorAll(selector)];

	// A menu closes by Escape, by a click beside it, and when the focus leaves it.
	const close = (menu) => menu.removeAttribute("open");
	for (const menu of all("details.menu")) {
		menu.addEventListener("keydown", (e) => {
			if (e.key !== "Escape" || !menu.open) return;
			close(menu);
			menu.querySelector("summary").focus();
		});
		menu.addEventListener("focusout", (e) => {
			if (e.relatedTarget && !menu.contains(e.relatedTarget)) close(menu);
		});
	}
	document.addEventListener("click", (e) => {
		for (const menu of all("details.menu[open]")) if (!menu.contains(e.target)) close(menu);
	});

	// Of a row of tabs that is wider than the window, the page's own is in sight.
	for (const here of all(":is(.top nav, .tabs) [aria-current]")) {
		const row = here.parentElement;
		row.scrollLeft = here.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
	}

	// A form is sent once, and says so if the answer takes long.
	document.addEventListener("submit", (e) => {
		const form = e.target;
		if (e.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post" || form.hasAttribute("target")) return;
		if (form.ariaBusy === "true") return e.preventDefault();
		form.ariaBusy = "true";
		setTimeout(() => { form.ariaBusy = null; }, 15000);
		const text = form.dataset.waiting;
		if (text) setTimeout(() => {
			if (form.ariaBusy === "true") form.append(Object.assign(document.createElement("p"), { className: "waiting", role: "status", textContent: text }));
		}, 700);
	});
	addEventListener("pageshow", () => {
		for (const form of all("form[aria-busy]")) form.ariaBusy = null;
		all("form > .waiting[role=status]").forEach((p) => p.remove());
	});

	// What was refused is read out first.
	const refused = document.querySelector("main .refused[role=alert]");
	if (refused && !document.querySelector("[autofocus]")) {
		refused.tabIndex = -1;
		refused.focus();
	}

	// A button that copies a number shows itself only where it works.
	for (const button of all("button[data-copy]")) {
		if (!navigator.clipboard) continue;
		button.hidden = false;
		button.addEventListener("click", async () => {
			const name = button.textContent;
			await navigator.clipboard.writeText(button.dataset.copy);
			button.textContent = button.dataset.copied || "✓";
			setTimeout(() => { button.textContent = name; }, 2000);
		});
	}

	// A password shows itself where it is asked to.
	for (const box of all("input[data-reveals]")) {
		const password = document.getElementById(box.dataset.reveals);
		box.closest("label").hidden = false;
		box.addEventListener("change", () => { password.type = box.checked ? "text" : "password"; });
	}

	// Single keys press what names them; who speaks to the machine can turn them off.
	const off = "kigen-keys-off";
	for (const box of all("input[data-keys]")) {
		box.closest("label").hidden = false;
		box.checked = !localStorage.getItem(off);
		box.addEventListener("change", () => box.checked ? localStorage.removeItem(off) : localStorage.setItem(off, "1"));
	}
	document.addEventListener("keydown", (e) => {
		if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.repeat || localStorage.getItem(off)) return;
		if (e.target.closest("input, select, textarea, [contenteditable]")) return;
		const target = all(`[data-key="${CSS.escape(e.key)}"]`).find((t) => t.checkVisibility() && !t.disabled);
		if (!target) return;
		e.preventDefault();
		if (target.matches("input, select, textarea")) target.focus();
		else target.click();
	});
})();
