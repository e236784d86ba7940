// Keys, copying and the lamp. Every page works without this file; cards.js adds the keys of papers.
"use strict";

const keys = {
  "/": () => (document.querySelector("main input[type=search]") ?? document.getElementById("quick-search")).focus(),
  "?": () => sheet.open ? sheet.close() : sheet.showModal(),
};

const sheet = document.querySelector(".keys-sheet");
sheet.querySelector("button").addEventListener("click", () => sheet.close());
sheet.addEventListener("click", (event) => event.target === sheet && sheet.close()); // beside it

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const act = sheet.open && event.key !== "?" ? null : keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

function say(text) {
  const place = document.querySelector(".said");
  place.textContent = text;
  setTimeout(() => { place.textContent = ""; }, 2000);
}

// A promise of the text, so that a browser that copies only within a key or click still counts what is fetched first.
async function copy(promised) {
  if (navigator.clipboard?.write && window.ClipboardItem) {
    const blob = Promise.resolve(promised).then((text) => new Blob([text], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return;
  }
  const field = document.createElement("textarea"); // an address without TLS has no clipboard
  const focused = document.activeElement;
  field.value = await promised;
  field.className = "unseen";
  (sheet.open ? sheet : document.body).append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  focused?.focus({ preventScroll: true });
  if (!done) throw new Error("The browser did not copy");
}

for (const code of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.title = "Copy";
  button.append(...code.childNodes);
  button.setAttribute("aria-label", `Copy ${button.textContent}`);
  code.append(button);
  button.addEventListener("click", () => copy(button.textContent).then(() => say("Copied")));
}

for (const link of document.querySelectorAll("[data-appearance-to]")) {
  link.addEventListener("click", (event) => {
    const choice = link.dataset.appearanceTo;
    event.preventDefault();
    document.documentElement.dataset.appearance = choice;
    document.cookie = `appearance=${choice}; path=/; max-age=31536000; samesite=lax`;
    document.querySelector(choice === "dark" ? ".to-light" : ".to-dark").focus();
  });
}
