// Zoom and rotation of documents, and the letter of a refusal as its reasons are chosen.
"use strict";
(() => {
	for (const viewer of document.querySelectorAll("[data-viewer]")) {
		const image = viewer.querySelector("img"), tools = viewer.closest("figure").querySelector("[data-tools]");
		const sheet = new CSSStyleSheet();
		document.adoptedStyleSheets.push(sheet);
		let zoom = 1, turn = 0;
		const show = (x = 0.5, y = 0.5) => {
			const w = viewer.clientWidth, h = viewer.clientHeight, across = turn % 180 !== 0;
			const ratio = image.naturalWidth / image.naturalHeight || 1;
			// The whole document fits at 1, whichever way it is turned.
			const wide = Math.min(w, h * (across ? 1 / ratio : ratio)) * zoom;
			const high = wide / (across ? 1 / ratio : ratio);
			// A style sheet of the script's own: the policy allows no style in the page.
			sheet.replaceSync(`#${image.id} { position: absolute; max-width: none; width: ${across ? high : wide}px; height: ${across ? wide : high}px;
				left: ${Math.max(0, (w - wide) / 2) + (across ? (wide - high) / 2 : 0)}px; top: ${Math.max(0, (h - high) / 2) + (across ? (high - wide) / 2 : 0)}px;
				transform: rotate(${turn}deg); }`);
			viewer.scrollTo(wide * x - w / 2, high * y - h / 2);
		};
		const middle = () => [
			(viewer.scrollLeft + viewer.clientWidth / 2) / Math.max(viewer.scrollWidth, 1),
			(viewer.scrollTop + viewer.clientHeight / 2) / Math.max(viewer.scrollHeight, 1),
		];
		const act = {
			in: () => { const at = middle(); zoom = Math.min(zoom * 1.4, 8); show(...at); },
			out: () => { const at = middle(); zoom = Math.max(zoom / 1.4, 1); show(...at); },
			left: () => { turn = (turn + 270) % 360; show(); },
			right: () => { turn = (turn + 90) % 360; show(); },
			fit: () => { zoom = 1; turn = 0; show(); },
		};
		const keys = { "+": "in", ";": "in", "=": "in", "-": "out", "[": "left", "]": "right", "0": "fit" };
		tools.hidden = false;
		tools.addEventListener("click", (e) => act[e.target.dataset.do]?.());
		viewer.addEventListener("keydown", (e) => {
			if (e.ctrlKey || e.metaKey || e.altKey || !keys[e.key]) return;
			e.preventDefault();
			act[keys[e.key]]();
		});
		// With Ctrl, or the pinch of a touchpad, the wheel zooms; alone it scrolls.
		viewer.addEventListener("wheel", (e) => {
			if (!e.ctrlKey) return;
			e.preventDefault();
			act[e.deltaY < 0 ? "in" : "out"]();
		}, { passive: false });
		let from;
		viewer.addEventListener("pointerdown", (e) => {
			if (e.pointerType !== "mouse" || e.button) return;
			e.preventDefault();
			viewer.focus({ preventScroll: true });
			from = [e.clientX + viewer.scrollLeft, e.clientY + viewer.scrollTop];
			viewer.setPointerCapture(e.pointerId);
		});
		viewer.addEventListener("pointermove", (e) => { if (from) viewer.scrollTo(from[0] - e.clientX, from[1] - e.clientY); });
		for (const end of ["pointerup", "pointercancel"]) viewer.addEventListener(end, () => { from = null; });
		viewer.addEventListener("dblclick", () => act[zoom > 1 ? "fit" : "in"]());
		if (image.complete) show(); else image.addEventListener("load", () => show());
		new ResizeObserver(() => show(...middle())).observe(viewer);
	}

	// The letter follows the reasons that are chosen.
	let timer, latest = 0;
	document.addEventListener("change", (e) => {
		const form = e.target.closest?.("form[data-preview]");
		if (!form) return;
		clearTimeout(timer);
		timer = setTimeout(async () => {
			const mine = ++latest, data = new URLSearchParams(new FormData(form));
			const answer = await fetch(form.dataset.preview, { method: "POST", body: data }).catch(() => null);
			if (mine !== latest || !answer) return;
			const page = new DOMParser().parseFromString(await answer.text(), "text/html");
			const shown = page.getElementById(form.dataset.shows), here = document.getElementById(form.dataset.shows);
			if (here) here.replaceChildren(...(answer.ok && shown ? shown.childNodes : []));
		}, 400);
	});

	// Opening the refusal by its key leads to its first reason.
	document.addEventListener("toggle", (e) => {
		if (e.target.matches?.("details.offer[open]") && e.target.contains(document.activeElement)) e.target.querySelector("input:not([type=hidden]), select")?.focus();
	}, true);
})();
