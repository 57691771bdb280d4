// What is wrong with a page as it stands, for people who see badly, use keys or a screen reader, or
// have a small screen. The rules are WCAG 2.2's of level AA, as far as a machine can tell. Given the
// language the page is to be in, and its theme; answers with a list of [check, what].
(lang, theme) => {
	const faults = [];
	const add = (check, what) => faults.push([check, what]);
	const root = document.documentElement;
	root.dataset.theme = theme;

	const all = (selector) => [...document.querySelectorAll(selector)];
	const name = (e) => {
		const text = (e.innerText || e.value || e.getAttribute("aria-label") || "").trim().slice(0, 40);
		const id = e.id ? "#" + e.id : e.getAttribute("name") ? `[name=${e.getAttribute("name")}]` : e.className && typeof e.className === "string" ? "." + e.className.trim().split(/\s+/).join(".") : "";
		return `<${e.tagName.toLowerCase()}${id}> ${text}`;
	};
	const shown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && e.getClientRects().length > 0;
	const tiny = (e) => { const r = e.getBoundingClientRect(); return r.width <= 1 || r.height <= 1; };

	const scrolls = (e) => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) if (getComputedStyle(p).overflowX !== "visible") return true; return false; };

	// As it arrives, and with all that can be unfolded.
	const overflow = (state) => {
		if (root.scrollWidth <= innerWidth) return;
		const out = all("body *").filter((e) => shown(e) && e.getBoundingClientRect().right > innerWidth + 1 && !scrolls(e));
		add("overflow", `${state}: ${root.scrollWidth} px wide in ${innerWidth}: ${out.slice(-3).map(name).join("; ")}`);
	};
	overflow("folded");
	const folded = all("details:not([open])");
	folded.forEach((d) => { d.open = true; });
	overflow("unfolded");

	// Language and landmarks.
	if (root.lang !== lang) add("lang", `the page says it is in “${root.lang}”, not “${lang}”`);
	if (!document.title.trim()) add("title", "the page has no title");
	const mains = all("main");
	if (mains.length !== 1) add("landmarks", `${mains.length} main elements`);
	const navs = all("nav");
	if (navs.length > 1) navs.filter((n) => !n.ariaLabel && !n.hasAttribute("aria-labelledby")).forEach((n) => add("landmarks", "one of several nav elements has no name: " + name(n)));
	const names = navs.map((n) => n.ariaLabel).filter(Boolean);
	names.filter((n, i) => names.indexOf(n) !== i).forEach((n) => add("landmarks", "two nav elements are called " + n));
	const landmark = "header, main, footer, nav, aside, [role=region], [role=banner], .skip, script, style, template";
	[...document.body.children].filter((e) => shown(e) && !e.matches(landmark) && e.innerText?.trim()).forEach((e) => add("landmarks", "outside of all landmarks: " + name(e)));
	const skip = document.querySelector("body a");
	if (mains.length && skip && all("nav a").length > 2 && (!skip.hash || !mains[0].matches(skip.hash))) add("landmarks", "the first link doesn't skip to the content");
	if (lang === "en") all("label, legend, dt, th[scope=col], h2, button, summary:not(.menu > summary)").filter((e) => shown(e) && !e.closest(":lang(ja)")).forEach((e) => {
		const own = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join("");
		if (/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(own)) add("lang", "Japanese on an English page: " + name(e));
	});

	// Headings.
	const headings = all("h1, h2, h3, h4, h5, h6").filter(shown);
	const ones = headings.filter((h) => h.tagName === "H1").length;
	if (ones !== 1) add("headings", `${ones} h1`);
	let before = 0;
	for (const h of headings) {
		const level = +h.tagName[1];
		if (!h.innerText.trim()) add("headings", "an empty " + h.tagName.toLowerCase());
		if (level > before + 1 && before) add("headings", `h${level} after h${before}: ${name(h)}`);
		before = level;
	}

	// IDs and what refers to them.
	const ids = new Set();
	for (const e of all("[id]")) {
		if (ids.has(e.id)) add("ids", "twice: " + e.id);
		ids.add(e.id);
	}
	for (const attribute of ["for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage", "list"]) {
		for (const e of all(`[${attribute}]`)) for (const id of e.getAttribute(attribute).split(/\s+/)) if (id && !ids.has(id)) add("ids", `${attribute} names ${id}, which is not there`);
	}
	for (const a of all(`a[href^="#"]`)) if (a.hash.length > 1 && !ids.has(decodeURIComponent(a.hash.slice(1)))) add("ids", `a link to ${a.hash}, which is not there`);

	// Names.
	const named = (e) => (e.ariaLabel || "").trim() || (e.getAttribute("aria-labelledby") || "").split(/\s+/).some((id) => document.getElementById(id)?.textContent.trim());
	const text = (e) => e.textContent.trim() || [...e.querySelectorAll("img[alt], [aria-label]")].some((i) => i.alt || i.ariaLabel);
	for (const e of all("input:not([type=hidden], [type=submit], [type=button]), select, textarea")) {
		if (!named(e) && ![...(e.labels || [])].some((l) => l.textContent.trim())) add("labels", "no label: " + name(e));
	}
	for (const e of all("button, a[href], summary")) if (!named(e) && !text(e)) add("labels", "no name: " + e.outerHTML.slice(0, 80));
	for (const e of all("iframe, progress, meter, [role=region]")) if (!named(e) && !e.title && !e.labels?.length) add("labels", "no name: " + name(e));
	for (const f of all("fieldset")) if (!f.querySelector("legend")?.textContent.trim() && !named(f)) add("labels", "a fieldset without a legend");
	for (const i of all("img")) if (!i.hasAttribute("alt")) add("images", "no alt: " + i.src.slice(-60));
	for (const s of all("svg")) if (!s.closest("[aria-hidden=true]") && !(s.role === "img" && (named(s) || s.querySelector("title")))) add("images", "an svg that is neither hidden nor named");
	for (const t of all("th")) if (!t.hasAttribute("scope")) add("tables", "th without a scope: " + name(t));
	for (const e of all("[aria-hidden=true]")) if (e.matches("a, button, input, select") || e.querySelector("a[href], button, input, select, [tabindex]")) add("keyboard", "hidden from a screen reader, yet reached by keys: " + name(e));

	// Keys.
	const reach = all("a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex]").filter((e) => !e.disabled && e.tabIndex >= 0 && shown(e));
	for (const e of reach) {
		if (e.tabIndex > 0) add("keyboard", "a tabindex above 0: " + name(e));
		if (e.matches(".skip, iframe")) continue;
		e.focus({ focusVisible: true, preventScroll: true });
		if (document.activeElement !== e) { add("keyboard", "can't have the focus: " + name(e)); continue; }
		const s = getComputedStyle(e);
		if ((s.outlineStyle === "none" || parseFloat(s.outlineWidth) < 2) && s.boxShadow === "none") add("focus", "can't be seen to have the focus: " + name(e));
	}
	document.activeElement?.blur();
	// Within the head, and within the content, what comes later by keys doesn't stand far above.
	for (const part of all("body > header, main form")) {
		let last;
		for (const e of reach.filter((e) => part.contains(e) && !e.closest(".menu > div") && !scrolls(e))) {
			const r = e.getBoundingClientRect();
			if (last && r.bottom < last.top - 4) add("keyboard", `comes by keys after what stands below it: ${name(e)}`);
			last = r;
		}
	}

	// Targets: 24 by 24 px, or that much room around them, or within a sentence. What is scrolled out of
	// a box is beside nothing that stands outside of that box.
	const box = (e) => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) if (getComputedStyle(p).overflowY !== "visible") return p; return null; };
	const inSight = ({ r, box }, from) => {
		if (!box || box === from) return r;
		const b = box.getBoundingClientRect();
		const part = { left: Math.max(r.left, b.left), right: Math.min(r.right, b.right), top: Math.max(r.top, b.top), bottom: Math.min(r.bottom, b.bottom) };
		return part.left < part.right && part.top < part.bottom ? part : null;
	};
	const targets = reach.filter((e) => !e.matches(".skip, [tabindex]:not(a, button, input), iframe") && !tiny(e)).map((e) => {
		const label = e.matches("[type=checkbox], [type=radio], [type=file]") && e.closest("label");
		return { e, r: (label || e).getBoundingClientRect(), box: box(e) };
	});
	for (const target of targets) {
		const { e, r } = target;
		if (r.width >= 24 && r.height >= 24) continue;
		const inline = getComputedStyle(e).display === "inline" && [...e.parentElement.childNodes].some((n) => n !== e && n.textContent.trim());
		if (inline) continue;
		const x = r.left + r.width / 2, y = r.top + r.height / 2;
		const near = targets.find((other) => {
			const o = other.e, q = inSight(other, target.box);
			return o !== e && q && inSight(target, other.box) && o.closest(".menu > div") === e.closest(".menu > div") && !o.contains(e) && !e.contains(o) &&
				Math.hypot(Math.max(q.left - x, 0, x - q.right), Math.max(q.top - y, 0, y - q.bottom)) < 12;
		});
		if (near) add("targets", `${Math.round(r.width)}×${Math.round(r.height)} px: ${name(e)}, beside ${name(near.e)}`);
	}

	// Contrast.
	const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
	const known = new Map();
	const rgba = (colour) => {
		if (!known.has(colour)) {
			canvas.clearRect(0, 0, 1, 1);
			canvas.fillStyle = colour;
			canvas.fillRect(0, 0, 1, 1);
			const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
			known.set(colour, [r, g, b, a / 255]);
		}
		return known.get(colour);
	};
	const over = ([r, g, b, a], [s, h, c]) => [r * a + s * (1 - a), g * a + h * (1 - a), b * a + c * (1 - a), 1];
	const ground = (e) => {
		const layers = [];
		for (; e; e = e.parentElement) {
			const c = rgba(getComputedStyle(e).backgroundColor);
			if (c[3] > 0) layers.push(c);
			if (c[3] === 1) break;
		}
		return layers.reverse().reduce((below, c) => over(c, below), theme === "dark" ? [18, 18, 18, 1] : [255, 255, 255, 1]);
	};
	const light = (c) => {
		const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
	const seen = new Set();
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let n = walker.nextNode(); n; n = walker.nextNode()) {
		const e = n.parentElement;
		if (!n.data.trim() || seen.has(e) || e.closest("script, style, template, option, [aria-disabled=true], :disabled, .sr, .skip, svg") || !shown(e) || tiny(e)) continue;
		seen.add(e);
		const s = getComputedStyle(e);
		const under = ground(e), size = parseFloat(s.fontSize);
		if (size === 0) continue; // for screen readers
		const need = size >= 24 || (size >= 18.66 && +s.fontWeight >= 700) ? 3 : 4.5;
		const got = contrast(over(rgba(s.color), under), under);
		if (got < need) add("contrast", `${got.toFixed(2)} < ${need}: ${name(e)}`);
		if (size < 12) add("size", `${size} px: ${name(e)}`);
	}
	for (const e of all("input:not([type=hidden], [type=checkbox], [type=radio], [type=range], [type=file]), select, textarea")) {
		if (e.disabled || !shown(e)) continue;
		const s = getComputedStyle(e);
		if (parseFloat(s.borderTopWidth) === 0) { add("contrast", "an entry without an edge: " + name(e)); continue; }
		const got = contrast(over(rgba(s.borderTopColor), ground(e.parentElement)), ground(e.parentElement));
		if (got < 3) add("contrast", `an edge of ${got.toFixed(2)} < 3: ${name(e)}`);
	}

	folded.forEach((d) => { d.open = false; });
	delete root.dataset.theme;
	return faults;
}
