// Work by keyboard. No key acts while somebody writes, composes with an input method, or in a
// dialog; keys mean letters, not places, so that they hold on every layout; and they can be off.
const setting = "nuo-keys";
const isOn = () => localStorage.getItem(setting) !== "off";
const isWriting = target => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]");

let place = -1;
const links = () => [...document.querySelectorAll(".queue .case-title")];

// The list one came from, so that its next case is found from each of them.
const list = "nuo-queue";
if (links().length > 0) sessionStorage.setItem(list, JSON.stringify(links().map(link => link.pathname)));

function neighbour(step) {
  const all = JSON.parse(sessionStorage.getItem(list) ?? "[]");
  const here = all.indexOf(location.pathname);
  return here < 0 ? undefined : all[here + step];
}

// Closing leads on to the next of the list, if there is one.
const onward = document.querySelector("button[data-next]");
if (onward && neighbour(1)) {
  onward.value = neighbour(1).split("/").pop();
  onward.hidden = false;
}

function go(step) {
  const all = links();
  if (all.length === 0) {
    const next = neighbour(step);
    if (next) location.assign(next);
    return;
  }
  place = Math.min(all.length - 1, Math.max(0, place + step));
  all[place].focus();
}

document.addEventListener("focusin", event => {
  const found = links().indexOf(event.target);
  if (found >= 0) place = found;
});

const dialog = document.getElementById("keys");
const box = document.getElementById("keys-on");
if (box) {
  box.checked = isOn();
  box.addEventListener("change", () => localStorage.setItem(setting, box.checked ? "on" : "off"));
}

const places = { t: "/", c: "/cases", u: "/customers", p: "/promises", i: "/insight" };
let isGoing = false;
let dots = 0, dotted = 0;

function act(found) {
  if (found.matches("input, textarea, select")) {
    found.closest("details")?.setAttribute("open", "");
    found.focus();
    if (found.matches("select")) found.showPicker?.();
  } else if (found.matches("summary")) {
    found.parentElement.open = true;
    found.parentElement.querySelector("select, input:not([type=hidden]), textarea")?.focus();
  } else if (found.matches("form")) {
    found.querySelector("select, input:not([type=hidden]), textarea, button")?.focus();
  } else {
    found.click();
  }
}

const own = {
  "?": () => dialog?.showModal(),
  j: () => go(1),
  k: () => go(-1),
  o: () => links()[place]?.click(),
  x: () => links()[place]?.closest("tr").querySelector("input[type=checkbox]")?.click(),
  g: () => { isGoing = true; setTimeout(() => { isGoing = false; }, 1500); },
  // Once the number, twice the number with the title, thrice the link.
  ".": () => {
    const number = document.querySelector("[data-case-number]")?.textContent.trim();
    if (!number) return;
    dots = Date.now() - dotted < 1000 ? Math.min(3, dots + 1) : 1;
    dotted = Date.now();
    const title = document.querySelector("h1")?.textContent.trim() ?? "";
    navigator.clipboard?.writeText(
      [number, `${number} ${title}`, location.origin + location.pathname][dots - 1]);
  },
};

document.addEventListener("keydown", event => {
  // 229 is what a browser says of a key that an input method has taken.
  if (event.isComposing || event.keyCode === 229) return;
  if (event.ctrlKey || event.metaKey || event.altKey) {
    if (event.key === "/" && dialog && !dialog.open && !event.altKey) {
      event.preventDefault();
      dialog.showModal();
      return;
    }
    const form = event.target.closest?.("form.composer, form[data-sends]");
    if (form && event.key === "Enter" && event.shiftKey && onward?.form === form && !onward.hidden) {
      event.preventDefault();
      form.requestSubmit(onward);
      return;
    }
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
    return;
  }
  if (isWriting(event.target)) {
    if (event.key === "Escape" && !event.target.closest("dialog[open]")) event.target.blur();
    return;
  }
  // The list opens even when keys are off: that is where they are switched on again.
  if (!isOn() && event.key !== "?") return;
  if (isGoing) {
    isGoing = false;
    if (places[event.key]) {
      event.preventDefault();
      location.assign(places[event.key]);
      return;
    }
  }
  const found = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!found && !own[event.key]) return;
  event.preventDefault();
  if (found) act(found); else own[event.key]();
});
