// Keys, copying and the lamp. Every page works without this file.
"use strict";

const cards = () => [...document.querySelectorAll("main .card")];
const titleOf = (card) => card.querySelector(".title a");
const selected = () => document.activeElement?.closest?.(".card") ?? null;

function step(by) {
  const all = cards();
  const here = all.indexOf(selected());
  const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by];
  if (!next) return;
  titleOf(next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  o: () => selected() && titleOf(selected()).click(),
  x: () => selected()?.classList.toggle("folded"),
  "/": () => (document.querySelector("main input[type=search]") ?? document.getElementById("quick-search")).focus(),
  "?": () => location.assign(document.querySelector(".colophon a[href$='#keyboard']").href),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

for (const code of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.title = "Copy";
  button.append(...code.childNodes);
  button.setAttribute("aria-label", `Copy ${button.textContent}`);
  code.append(button);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.textContent);
    say("Copied");
  });
}

function say(text) {
  const place = document.querySelector(".said");
  place.textContent = text;
  setTimeout(() => { place.textContent = ""; }, 2000);
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
