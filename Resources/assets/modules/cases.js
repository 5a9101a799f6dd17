// Clocks that count while one looks at them, and all of a page ticked at once.
const patternsOf = element => {
  const holder = element.closest("[data-patterns]");
  return holder ? JSON.parse(holder.dataset.patterns) : null;
};

function duration(seconds, patterns) {
  const whole = Math.floor(Math.abs(seconds));
  const say = (unit, count) => patterns[unit].replace("{n}", count);
  const join = (a, na, b, nb) => nb === 0 ? say(a, na) : say(a, na) + " " + say(b, nb);
  const days = Math.floor(whole / 86400), hours = Math.floor(whole / 3600) % 24;
  const minutes = Math.floor(whole / 60) % 60, rest = whole % 60;
  if (days > 0) return join("day", days, "hour", hours);
  if (hours > 0) return join("hour", hours, "minute", minutes);
  if (minutes >= 10) return say("minute", minutes);
  if (minutes > 0) return join("minute", minutes, "second", rest);
  return say("second", rest);
}

function count() {
  for (const chip of document.querySelectorAll(".clock[data-due]")) {
    const patterns = patternsOf(chip);
    if (!patterns) continue;
    const left = (new Date(chip.dataset.due) - Date.now()) / 1000;
    const text = patterns[left >= 0 ? "left" : "over"].replace("{time}", duration(left, patterns));
    const shown = chip.querySelector(".clock-text");
    if (shown.textContent !== text) shown.textContent = text;
    const isOver = left < 0 || "missed" in chip.dataset;
    const isSoon = chip.dataset.soon && new Date(chip.dataset.soon) <= Date.now();
    chip.classList.toggle("bad", isOver);
    chip.classList.toggle("warn", !isOver && Boolean(isSoon));
    chip.classList.toggle("good", !isOver && !isSoon);
  }
}

count();
setInterval(count, 1000);

const whole = document.querySelector("[data-tick-page]");
if (whole) {
  whole.hidden = false;
  whole.querySelector("input").addEventListener("change", event => {
    for (const box of document.querySelectorAll(".queue input[name=case]")) {
      box.checked = event.target.checked;
    }
  });
}

// Of the fields for many cases only those that the chosen act needs; without this script all stand
// there, and those that are not needed count for nothing.
const bulk = document.getElementById("bulk");
if (bulk) {
  const act = bulk.elements.namedItem("do");
  const fit = () => {
    for (const field of bulk.querySelectorAll("[data-of]")) {
      field.hidden = !field.dataset.of.split(" ").includes(act.value);
    }
  };
  act.addEventListener("change", fit);
  fit();
}
