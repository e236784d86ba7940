// Suggestions while one types, as a combobox. Without this file the box searches as it stands.
"use strict";

const PAUSE_MS = 80;
const NAMES = { title: "paper", author: "author", field: "field", filter: "filter" };

function completing(input, number) {
  const box = document.createElement("span");
  const list = document.createElement("ul");
  let asked = null, waiting = 0, found = [], chosen = -1, typed = input.value;

  box.className = "completing";
  input.replaceWith(box);
  list.className = "completions";
  list.id = `completions-${number}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  box.append(input, list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  close();

  function close() {
    clearTimeout(waiting);
    asked?.abort();
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    try {
      const address = `${input.dataset.complete}?q=${encodeURIComponent(typed)}`;
      const answer = await fetch(address, { signal: asked.signal });
      if (answer.ok) show((await answer.json()).completions);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  function show(completions) {
    found = completions;
    if (!found.length || document.activeElement !== input) return close();
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...found.map(option));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    document.querySelector(".completion-count").textContent =
      `${found.length} suggestion${found.length === 1 ? "" : "s"}, arrow keys to choose`;
  }

  function option(completion, place) {
    const item = document.createElement("li");
    const note = document.createElement("small");
    item.id = `${list.id}-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    note.textContent = [completion.note, NAMES[completion.kind]].filter(Boolean).join(" · ");
    item.append(completion.label, " ", note);
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", () => take(place));
    return item;
  }

  function choose(place) {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = place;
    const item = list.children[chosen];
    if (!item) {
      input.removeAttribute("aria-activedescendant");
      input.value = typed;
      return;
    }
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", item.id);
    input.value = found[chosen].text;
  }

  function take(place) {
    input.value = found[place].text;
    close();
    input.form.requestSubmit();
  }

  input.addEventListener("input", () => {
    typed = input.value;
    clearTimeout(waiting);
    if (typed.trim().length < 2) return close();
    waiting = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const turns = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in turns) {
      event.preventDefault();
      const places = found.length + 1; // the place after the last is the text as typed
      choose((chosen + 1 + turns[event.key] + places) % places - 1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      input.value = typed;
      close();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(chosen);
    }
  });
}

const count = document.createElement("p");
count.className = "unseen completion-count";
count.setAttribute("role", "status");
document.body.append(count);
document.querySelectorAll("input[data-complete]").forEach(completing);
