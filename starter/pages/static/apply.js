// Comfort for an application that is filled in. Every page of it works without.
"use strict";
(() => {
	const form = document.getElementById("apply");
	if (!form) return;
	const all = (selector, within = form) => [...within.querySelectorAll(selector)];
	const field = (name) => form.elements.namedItem(name);
	const value = (name) => field(name)?.value ?? "";

	// What belongs to another choice is not shown.
	const choose = () => {
		for (const part of all("[data-when], [data-unless]")) {
			const [name, wanted] = (part.dataset.when ?? part.dataset.unless).split("=");
			part.hidden = wanted.split("|").includes(value(name)) === !part.dataset.when;
		}
	};
	form.addEventListener("change", choose);
	choose();

	const post = async (path, fields) => {
		const answer = await fetch(path, { method: "POST", body: new URLSearchParams(fields) });
		return answer.ok ? answer.json() : null;
	};

	// The reading follows what the keyboard was told before it became kanji, and the
	// Roman letters the reading, until somebody writes them.
	const suggested = new Set();
	const suggest = (input, text) => {
		if (!input || (input.value && !suggested.has(input))) return false;
		input.value = text;
		suggested.add(input);
		return true;
	};
	for (const part of ["family", "given"]) {
		const name = field(`names.${part}`), reading = field(`names.${part}_kana`), roman = field(`names.${part}_roman`);
		if (!name || !reading || !roman) continue;
		for (const input of [reading, roman]) input.addEventListener("input", () => suggested.delete(input));
		const romanise = async () => {
			if (!reading.value) return;
			const answer = await post("/apply/roman", { kana: reading.value }).catch(() => null);
			if (!answer) return;
			reading.value = answer.kana;
			suggest(roman, answer.roman);
		};
		reading.addEventListener("change", romanise);
		let typed = "", heard = "";
		name.addEventListener("compositionstart", () => { typed = ""; });
		name.addEventListener("compositionupdate", (e) => {
			if (/^[ぁ-ゖー]+$/u.test(e.data)) typed = e.data;
		});
		name.addEventListener("compositionend", () => {
			heard += typed;
			typed = "";
			if (heard && suggest(reading, heard)) romanise();
		});
		name.addEventListener("input", () => { if (!name.value) heard = ""; });
	}

	// A postal code fills in where it leads.
	const code = field("address.postal_code"), says = document.getElementById("address-says");
	const find = async () => {
		const answer = await post("/apply/find-address", { postal_code: code.value }).catch(() => null);
		says.textContent = answer ? says.dataset.found : says.dataset.none;
		if (!answer) return;
		for (const [name, text] of Object.entries(answer)) {
			const input = field(name);
			if (!input.value || suggested.has(input) || name !== "address.street") {
				input.value = text;
				suggested.add(input);
			}
		}
		// Who has gone on to another field stays there.
		const here = document.activeElement;
		if (here === code || !here?.matches("input, select")) field("address.street").focus();
	};
	if (code && says) {
		const finder = document.getElementById("find-address");
		finder.addEventListener("click", (e) => {
			e.preventDefault();
			// Enter in another field presses the form's first button, and means to go on.
			const meant = e.detail || [finder, code].includes(document.activeElement);
			if (meant) find();
			else form.requestSubmit(form.querySelector("button.main"));
		});
		code.addEventListener("input", () => {
			if (code.value.normalize("NFKC").replace(/\D/g, "").length === 7 && !field("address.city").value) find();
		});
	}

	// A reservation number is looked at as it is typed (S-6).
	for (const box of all("[data-mnp]")) {
		const { counting, remaining, today, digits, good, late } = box.dataset;
		const issued = box.querySelector("input"), note = box.querySelector("[data-mnp-says]");
		const number = form.elements.namedItem(issued.name.replace("issued_on", "number"));
		const length = document.getElementById(`${number.id}-says`);
		const format = new Intl.DateTimeFormat(document.documentElement.lang, { year: "numeric", month: "short", day: "numeric", weekday: "short", timeZone: "UTC" });
		const look = () => {
			const typed = number.value.normalize("NFKC").replace(/[\s-]/g, "");
			length.textContent = typed && !/^\d{10}$/.test(typed) ? digits.replace("{n}", typed.length) : "";
			const from = Date.parse(issued.value);
			if (!typed || Number.isNaN(from)) {
				note.textContent = "";
				return;
			}
			const aDay = 86400000, last = from + (counting - 1) * aDay, by = last - remaining * aDay;
			note.textContent = (Date.parse(today) <= by ? good : late)
				.replace("{last}", format.format(last)).replace("{by}", format.format(by)).replace("{days}", remaining);
		};
		for (const input of [issued, number]) input.addEventListener("input", look);
		look();
	}
})();
