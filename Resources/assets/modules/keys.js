// Work by keyboard. No key acts while somebody writes, composes with an input method, or in a
// dialog; keys mean letters, not places, so that they hold on every layout; and they can be off.
const setting = "nuo-keys";
const isOn = () => localStorage.getItem(setting) !== "off";
const isWriting = target => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]");

let place = -1;
const links = () => [...document.querySelectorAll(".queue .case-title")];

function go(step) {
  const all = links();
  if (all.length === 0) return;
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
  ".": () => {
    const number = location.pathname.split("/").find(part => part.startsWith("cas_"));
    if (number) navigator.clipboard?.writeText(number);
  },
};

document.addEventListener("keydown", event => {
  // 229 is what a browser says of a key that an input method has taken.
  if (event.isComposing || event.keyCode === 229) return;
  if (event.ctrlKey || event.metaKey || event.altKey) {
    const form = event.target.closest?.("form.composer");
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
