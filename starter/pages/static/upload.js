// Looks at pictures of documents before they are sent: preview, rotation, advice.
// Without it the same form sends the files as they are.
"use strict";
(() => {
	const all = (selector, within = document) => [...within.querySelectorAll(selector)];
	const declaration = document.getElementById("declaration");
	if (declaration) {
		const choose = () => {
			for (const part of all("[data-when]", declaration)) {
				const [name, wanted] = part.dataset.when.split("=");
				part.hidden = declaration.elements.namedItem(name).value !== wanted;
			}
		};
		declaration.addEventListener("change", choose);
		choose();
	}

	const form = document.getElementById("upload");
	if (!form || !window.createImageBitmap) return;
	const says = form.dataset, input = document.getElementById("upload-file"), role = document.getElementById("upload-role");
	const staged = document.getElementById("staged"), status = document.getElementById("upload-says"), send = document.getElementById("send-files");
	const picker = document.getElementById("picker"), camera = document.getElementById("camera");
	const max = Number(says.max), longest = 2400;
	let left = Number(says.left), sent = 0;
	const make = (tag, properties, ...children) => {
		const node = Object.assign(document.createElement(tag), properties);
		node.append(...children);
		return node;
	};

	if (matchMedia("(pointer: coarse)").matches) {
		const lens = make("input", { type: "file", accept: "image/*", hidden: true });
		lens.setAttribute("capture", "environment");
		lens.addEventListener("change", () => { take(lens.files); lens.value = ""; });
		picker.append(lens);
		camera.hidden = false;
		camera.addEventListener("click", () => lens.click());
	}
	input.accept = "image/*,application/pdf";
	input.removeAttribute("name"); // what is staged is sent, not what was picked
	input.addEventListener("change", () => { take(input.files); input.value = ""; });
	for (const event of ["dragover", "dragleave", "drop"]) {
		picker.addEventListener(event, (e) => {
			e.preventDefault();
			picker.classList.toggle("over", event === "dragover");
			if (event === "drop") take(e.dataTransfer.files);
		});
	}
	const good = () => [...staged.children].filter((card) => !card.wrong);
	const ready = () => { send.disabled = !good().length; };
	ready();

	// Advice on a picture, of a small copy of it in grey.
	const look = (bitmap) => {
		const scale = Math.min(1, 320 / Math.max(bitmap.width, bitmap.height));
		const width = Math.max(1, Math.round(bitmap.width * scale)), height = Math.max(1, Math.round(bitmap.height * scale));
		const pen = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
		pen.drawImage(bitmap, 0, 0, width, height);
		const { data } = pen.getImageData(0, 0, width, height), grey = new Float32Array(width * height);
		let sum = 0;
		for (let i = 0; i < grey.length; i++) sum += grey[i] = 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2];
		const mean = sum / grey.length;
		let spread = 0;
		const edges = [];
		for (const g of grey) spread += (g - mean) ** 2;
		for (let y = 1; y < height - 1; y++) {
			for (let x = 1; x < width - 1; x++) {
				const i = y * width + x;
				edges.push(Math.abs(4 * grey[i] - grey[i - 1] - grey[i + 1] - grey[i - width] - grey[i + width]));
			}
		}
		// Of a sharp picture at least one point in a hundred differs clearly from those around it.
		const sharpest = Float32Array.from(edges).sort()[Math.floor(edges.length * 0.99)] ?? 0, contrast = Math.sqrt(spread / grey.length);
		const advice = [];
		if (contrast < 6 && mean >= 55) advice.push(says.blank);
		else if (sharpest < 2 * contrast) advice.push(says.blurred);
		if (mean < 55) advice.push(says.dark);
		else if (mean > 245 && contrast < 25) advice.push(says.bright);
		if (Math.min(bitmap.width, bitmap.height) < 500) advice.push(says.small);
		return advice;
	};

	const stage = async (file) => {
		const name = role.selectedOptions[0].textContent, kind = role.value;
		const notes = make("ul", { className: "small" }), buttons = make("div", { className: "buttons" });
		const card = make("li", { className: "preview" }, make("strong", { textContent: name }));
		const drop = make("button", { type: "button", className: "quiet", textContent: says.drop });
		drop.setAttribute("aria-label", `${says.drop}: ${name}`);
		drop.addEventListener("click", () => { card.remove(); ready(); picker.querySelector("input").focus(); });
		card.kind = kind;
		card.blob = async () => file;
		const pdf = file.type === "application/pdf";
		if (pdf) {
			card.append(make("span", { className: "small", textContent: `PDF ${Math.ceil(file.size / 1024)} KB` }));
			if (file.size > max) card.wrong = says.large;
		} else {
			const bitmap = await createImageBitmap(file).catch(() => null);
			if (!bitmap) card.wrong = says.type;
			else {
				const canvas = make("canvas", {});
				let turns = 0;
				const draw = () => {
					const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height)), side = turns % 2;
					const w = Math.round(bitmap.width * scale), h = Math.round(bitmap.height * scale);
					[canvas.width, canvas.height] = side ? [h, w] : [w, h];
					const pen = canvas.getContext("2d");
					pen.translate(canvas.width / 2, canvas.height / 2);
					pen.rotate(turns * Math.PI / 2);
					pen.drawImage(bitmap, -w / 2, -h / 2, w, h);
				};
				draw();
				canvas.setAttribute("role", "img");
				canvas.setAttribute("aria-label", `${says.unchanged}: ${name}`);
				const rotate = make("button", { type: "button", textContent: says.rotate });
				rotate.addEventListener("click", () => { turns = (turns + 1) % 4; draw(); card.dataset.turns = turns; });
				card.prepend(canvas);
				buttons.append(rotate);
				for (const text of look(bitmap)) notes.append(make("li", { textContent: text }));
				// A JPEG that fits and was not turned goes as it is; anything else is written anew.
				card.blob = async () => {
					if (file.type === "image/jpeg" && !turns && file.size <= max) return file;
					for (const quality of [0.88, 0.75, 0.6]) {
						const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
						if (blob && blob.size <= max) return blob;
					}
					return null;
				};
			}
		}
		if (card.wrong) {
			card.firstChild.textContent = file.name;
			drop.setAttribute("aria-label", `${says.drop}: ${file.name}`);
			card.append(make("p", { className: "fault", textContent: card.wrong }));
		} else if (notes.children.length) card.append(make("span", { className: "left soon", textContent: says.look }), notes, make("p", { className: "hint", textContent: says.checked }));
		else card.append(make("span", { className: "left good", textContent: says.good }));
		if (!card.wrong && kind === "front") role.selectedIndex++; // the back comes next
		buttons.append(drop);
		card.append(buttons);
		staged.append(card);
		ready();
	};

	const take = async (files) => {
		status.textContent = "";
		for (const file of [...files]) { // the input forgets them meanwhile
			if (good().length >= left) {
				status.textContent = says.count;
				break;
			}
			await stage(file);
		}
	};

	const upload = (card, blob) => new Promise((done) => {
		const body = new FormData(), request = new XMLHttpRequest(), bar = make("progress", { max: 1, value: 0 });
		card.key ??= `${form.elements.key.value}-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
		body.set("key", card.key);
		body.set("role", card.kind);
		body.set("file", blob, "document");
		bar.setAttribute("aria-label", says.sending);
		card.append(bar);
		request.open("POST", form.action);
		request.setRequestHeader("Accept", "application/json");
		request.upload.addEventListener("progress", (e) => { if (e.lengthComputable) bar.value = e.loaded / e.total; });
		request.addEventListener("loadend", () => {
			bar.remove();
			if (request.status >= 200 && request.status < 300) return done("");
			if (request.status === 410) {
				status.textContent = says.closed;
				location.reload();
			}
			let problem = says.failed;
			try { problem = JSON.parse(request.responseText).problem || problem; } catch { /* no answer of ours */ }
			done(problem);
		});
		request.send(body);
	});

	form.addEventListener("submit", async (e) => {
		e.preventDefault();
		send.disabled = true;
		status.textContent = says.sending;
		for (const card of good()) {
			card.querySelector(":scope > .fault")?.remove();
			const blob = await card.blob();
			const problem = blob ? await upload(card, blob) : says.large;
			if (problem) {
				card.append(make("p", { className: "fault", textContent: problem }));
				continue;
			}
			card.remove();
			sent++;
			left--;
		}
		status.textContent = sent ? says.sent : "";
		ready();
		if (sent && !good().length) location.reload();
	});
})();
