// Papers on a page: walking, unfolding, copying, what is new. An entry is an element with `data-seen`; its paper is
// the link in its title, else its first link. Every page works without this file.
"use strict";

const VISIT_GAP_MS = 30 * 60 * 1000; // a longer pause begins another visit
const PLACE = `place ${location.pathname}${location.search}`;

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const isShown = (element) => element.checkVisibility?.() ?? true;
const entries = () => all("main [data-seen]").filter(isShown);
const paperOf = (entry) => entry.querySelector(".title a") ?? entry.querySelector("a");
const selected = () => document.activeElement?.closest?.("[data-seen]") ?? null;
const scope = () => selected() ?? document.querySelector("article.paper");
const linkOf = (key) => scope()?.querySelector(`[data-key=${key}]`);

function select(entry) {
  paperOf(entry).focus({ preventScroll: true });
  entry.scrollIntoView({ block: "nearest" });
}

function step(by, among = entries()) {
  const here = among.indexOf(selected());
  const next = among[here < 0 ? (by > 0 ? 0 : among.length - 1) : here + by];
  if (next) select(next);
}

// The first paper of the next section, or of this one, then of the one before.
function stepSection(by) {
  const sectionOf = (entry) => entry.closest("section, ol, ul, main");
  const shown = entries();
  const firsts = shown.filter((entry, at) => at === 0 || sectionOf(entry) !== sectionOf(shown[at - 1]));
  const here = shown.indexOf(selected());
  const behind = firsts.filter((entry) => shown.indexOf(entry) < here).at(-1);
  const ahead = firsts.find((entry) => shown.indexOf(entry) > here);
  const next = by > 0 ? ahead : behind;
  if (next) select(next);
}

function unfold(entry) {
  const whole = entry?.querySelector(".whole");
  if (!whole) return;
  whole.open = !whole.open;
  entry.scrollIntoView({ block: "nearest" });
}

async function copyCitation(link) {
  const text = fetch(link.href).then((answer) => answer.ok ? answer.text() : Promise.reject(answer.status));
  try {
    await copy(text);
    say("BibTeX copied");
  } catch {
    location.assign(link.href);
  }
}

async function share(link) {
  const title = (link.closest("[data-seen]")?.querySelector(".title") ?? document.querySelector("h1")).textContent;
  if (navigator.share && matchMedia("(pointer: coarse)").matches) {
    await navigator.share({ title, url: link.href }).catch(() => {}); // closed without a choice
  } else {
    await copy(link.href);
    say("Address copied");
  }
}

Object.assign(keys, {
  j: () => step(1),
  k: () => step(-1),
  J: () => stepSection(1),
  K: () => stepSection(-1),
  n: () => step(1, entries().filter((entry) => entry === selected() || entry.classList.contains("new"))),
  o: () => selected() && paperOf(selected()).click(),
  x: () => unfold(selected()),
  p: () => linkOf("p")?.click(),
  c: () => linkOf("c")?.click(),
  b: () => linkOf("b")?.click(),
  s: () => linkOf("s")?.click(),
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-key=b], [data-key=s]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    (link.dataset.key === "b" ? copyCitation : share)(link);
  } else if (event.target.closest?.(".card > .text") && !event.target.closest("a") && getSelection().isCollapsed) {
    unfold(event.target.closest(".card"));
  }
});

// Storage that a browser may refuse.
function read(storage, name) {
  try { return window[storage].getItem(name); } catch { return null; }
}
function write(storage, name, text) {
  try { window[storage].setItem(name, text); } catch { /* then nothing is remembered */ }
}

// After Back the walk goes on where it was: a page that the browser kept has its focus, another one is given it.
document.addEventListener("focusin", () => selected()?.id && write("sessionStorage", PLACE, selected().id));
addEventListener("pageshow", (event) => {
  const [opened] = performance.getEntriesByType("navigation");
  if (selected() || !(event.persisted || opened?.type === "back_forward")) return;
  const entry = document.getElementById(read("sessionStorage", PLACE) ?? "");
  for (let fold = entry?.closest("details:not([open])"); fold; fold = fold.closest("details:not([open])")) fold.open = true;
  if (entry) paperOf(entry).focus({ preventScroll: true });
});

// What is new: papers that came to this service after the newest one that an earlier visit showed.
function visit() {
  const newest = Math.max(0, ...all("[data-seen]").map((entry) => Number(entry.dataset.seen)));
  const last = JSON.parse(read("localStorage", "visit") ?? "null") ?? { seen: null, newest: 0, at: 0 };
  const isAnother = Date.now() - last.at > VISIT_GAP_MS;
  const seen = (isAnother ? last.newest : last.seen) || newest; // at the very first visit nothing is new
  write("localStorage", "visit", JSON.stringify({ seen, newest: Math.max(last.newest, newest), at: Date.now() }));
  return seen;
}

function markNew(seen) {
  const fresh = seen ? all("main [data-seen]").filter((entry) => Number(entry.dataset.seen) > seen) : [];
  const line = document.querySelector(".since");
  for (const entry of fresh) {
    const mark = document.createElement("span");
    const why = document.createElement("span");
    mark.className = "new-mark";
    why.className = "unseen";
    why.textContent = " since your last visit: ";
    mark.append("new", why);
    entry.classList.add("new");
    paperOf(entry).before(mark);
  }
  line.hidden = fresh.length === 0;
  line.querySelector("span").textContent = `${fresh.length} new since your last visit`;
}

function markSeen() {
  const { newest } = JSON.parse(read("localStorage", "visit") ?? "null") ?? { newest: 0 };
  write("localStorage", "visit", JSON.stringify({ seen: newest, newest, at: Date.now() }));
  for (const mark of all(".new-mark")) mark.remove();
  for (const entry of all("[data-seen].new")) entry.classList.remove("new");
  document.querySelector(".since").hidden = true;
  say("All marked as seen");
}

keys.m = () => document.querySelector(".since").hidden || markSeen();
document.querySelector(".since button").addEventListener("click", markSeen);
markNew(visit());
