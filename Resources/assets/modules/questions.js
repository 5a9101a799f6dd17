// What makes some questions easier to answer; each works without it too.

/** "None of these" takes the others back, and they take it back. */
for (const alone of document.querySelectorAll("[data-alone]")) {
  const boxes = [...document.getElementsByName(alone.name)];
  for (const box of boxes) box.addEventListener("change", () => {
    if (!box.checked || box.type !== "checkbox") return;
    for (const other of boxes)
      if (other !== box && other.type === "checkbox" && (box === alone || other === alone)) other.checked = false;
  });
}

/** How much of a sum is still to be shared out, told as it is written. */
for (const total of document.querySelectorAll("[data-total]")) {
  const fields = [...total.closest("fieldset").querySelectorAll("input")];
  const output = total.querySelector("output");
  const tell = () => {
    if (!fields.some(field => field.value.trim())) return output.replaceChildren();
    const left = total.dataset.total - fields.reduce((sum, field) => sum + (Number(field.value) || 0), 0);
    const text = Math.abs(left) < 1e-6 ? total.dataset.right : left > 0 ? total.dataset.short : total.dataset.over;
    output.textContent = text.replace("{n}", String(Math.round(Math.abs(left) * 1e6) / 1e6));
    output.classList.toggle("right", Math.abs(left) < 1e-6);
  };
  for (const field of fields) field.addEventListener("input", tell);
  tell();
}

/** A picture with areas: pointing at one is choosing its option, and each shows where the other is. */
for (const picture of document.querySelectorAll(".areas")) {
  const areas = [...picture.querySelectorAll("rect")].map(area => ({ area, input: document.getElementById(area.dataset.of) }));
  const show = () => { for (const { area, input } of areas) area.classList.toggle("chosen", input.checked); };
  for (const { area, input } of areas) {
    area.addEventListener("click", () => input.click());
    for (const [event, isOn] of [["focus", true], ["blur", false]])
      input.addEventListener(event, () => area.classList.toggle("pointed", isOn));
    for (const [event, isOn] of [["pointerenter", true], ["pointerleave", false]])
      input.labels[0].addEventListener(event, () => area.classList.toggle("pointed", isOn));
  }
  picture.closest("fieldset").addEventListener("change", show);
  show();
}

/** A slider that says nothing until it is moved: the number beside it is the answer. */
for (const field of document.querySelectorAll("[data-slider]")) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = field.min; slider.max = field.max; slider.step = field.step;
  slider.setAttribute("aria-labelledby", labelOf(field));
  const show = () => {
    slider.value = field.value === "" ? (Number(field.min) + Number(field.max)) / 2 : field.value;
    slider.classList.toggle("untouched", field.value === "");
  };
  slider.addEventListener("input", () => { field.value = slider.value; show(); });
  slider.addEventListener("click", () => { if (field.value === "") { field.value = slider.value; show(); } });
  field.addEventListener("input", show);
  field.before(slider);
  field.classList.add("beside");
  show();
}

function labelOf(field) {
  const label = field.labels[0];
  label.id ||= field.id + "-label";
  return label.id;
}

/** A ranking by touch or by key: choose the first, then the second; choose again to take back. */
for (const ranks of document.querySelectorAll("[data-ranks]")) {
  const selects = [...ranks.querySelectorAll("select")];
  const list = document.createElement("div");
  list.className = "ranking";
  const chosen = () => selects.map(select => select.value).filter(Boolean);
  const put = order => selects.forEach((select, place) => { select.value = order[place] ?? ""; });
  const buttons = [...selects[0].options].filter(option => option.value).map(option => {
    const button = document.createElement("button");
    button.type = "button";
    const mark = document.createElement("span");
    mark.className = "place";
    button.append(mark, option.textContent);
    button.addEventListener("click", () => {
      const order = chosen();
      const place = order.indexOf(option.value);
      if (place >= 0) order.splice(place, 1);
      else if (order.length < selects.length) order.push(option.value);
      put(order);
      show();
    });
    list.append(button);
    return { button, mark, value: option.value };
  });
  const show = () => {
    const order = chosen();
    for (const { button, mark, value } of buttons) {
      const place = order.indexOf(value);
      mark.textContent = place < 0 ? "" : String(place + 1);
      button.setAttribute("aria-pressed", String(place >= 0));
    }
  };
  show();
  ranks.hidden = true;
  ranks.before(list);
}

/** A list of several levels as one list for each level; the long one keeps the answer. */
for (const select of document.querySelectorAll("[data-cascade]")) {
  const names = JSON.parse(select.dataset.cascade);
  const blank = select.options[0].textContent;
  const leaves = [...select.options].filter(option => option.value).map(option => {
    const above = option.parentElement.dataset.path;
    return { value: option.value, path: [...(above ? JSON.parse(above) : []), option.textContent] };
  });
  const box = document.createElement("div");
  box.className = "cascade";
  const lists = names.map((name, level) => {
    const line = document.createElement("div");
    const label = document.createElement("label");
    const list = document.createElement("select");
    line.className = "level";
    list.id = `${select.id}-level${level}`;
    label.htmlFor = list.id;
    label.textContent = name;
    line.append(label, list);
    box.append(line);
    list.addEventListener("change", () => choose(level));
    return list;
  });
  const begins = (leaf, path) => path.every((word, level) => leaf.path[level] === word);
  const show = path => lists.forEach((list, level) => {
    const below = path.length >= level ? leaves.filter(leaf => begins(leaf, path.slice(0, level)) && leaf.path.length > level) : [];
    const words = [...new Set(below.map(leaf => leaf.path[level]))];
    list.replaceChildren(new Option(blank, ""), ...words.map(word => new Option(word, word)));
    list.value = path[level] ?? "";
    list.parentElement.hidden = words.length === 0;
  });
  const choose = level => {
    const path = [];
    for (const list of lists.slice(0, level + 1)) if (list.value) path.push(list.value); else break;
    const leaf = leaves.find(leaf => leaf.path.length === path.length && begins(leaf, path));
    select.value = leaf ? leaf.value : "";
    show(path);
  };
  show(leaves.find(leaf => leaf.value === select.value)?.path ?? []);
  for (const list of lists) for (const name of ["aria-describedby", "aria-invalid"])
    if (select.hasAttribute(name)) list.setAttribute(name, select.getAttribute(name));
  select.hidden = true;
  select.before(box);
}

/** A file goes up as soon as it is chosen: the page that comes back has it, or says why not. */
function takeFiles(files) {
  const form = files.closest("form");
  const input = files.querySelector("input[type=file]");
  const status = form?.querySelector("[data-status]");
  if (!input || !status) return;
  files.querySelector("button").hidden = true;
  input.addEventListener("change", async () => {
    if (!input.files.length) return;
    const item = files.closest("fieldset");
    if ([...input.files].some(file => file.size > Number(files.dataset.most))) {
      complain(item, files.dataset.large);
      input.value = "";
      return;
    }
    status.textContent = status.dataset.busy;
    files.setAttribute("aria-busy", "true");
    const data = new FormData(form);
    data.set("go", "upload");
    let fresh = null;
    try {
      const reply = await fetch(form.action, { method: "POST", body: data });
      fresh = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById(item.id);
    } catch { /* The connection broke: the browser's own way shows it. */ }
    if (!fresh) return form.requestSubmit(files.querySelector("button"));
    item.replaceWith(fresh);
    takeFiles(fresh.querySelector("[data-files]"));
    const isWell = !fresh.classList.contains("invalid");
    status.textContent = isWell ? status.dataset.added : fresh.querySelector(".fault").textContent;
    if (isWell) fresh.querySelector(".choice:last-of-type input").focus(); else fresh.focus();
  });
}

function complain(item, text) {
  let fault = item.querySelector(".fault");
  if (!fault) {
    fault = document.createElement("p");
    fault.className = "fault";
    fault.id = item.id + "-fault";
    item.querySelector("legend").after(fault);
    item.classList.add("invalid");
    item.setAttribute("aria-describedby", fault.id);
  }
  fault.textContent = text;
  item.focus();
}

for (const files of document.querySelectorAll("[data-files]")) takeFiles(files);

/** A signature by hand: lines as whole numbers of the field's own units. */
for (const sign of document.querySelectorAll("[data-sign]")) {
  const [drawn, typed] = ["drawn", "typed"].map(end => sign.querySelector(`input[name$=".${end}"]`));
  const [width, height] = [Number(sign.dataset.width), Number(sign.dataset.height)];
  const most = 19000;
  const pad = document.createElement("div");
  pad.className = "pad";
  const about = document.createElement("p");
  about.textContent = sign.dataset.name;
  const canvas = document.createElement("canvas");
  canvas.width = width * 2;
  canvas.height = height * 2;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", sign.dataset.name);
  const clear = document.createElement("button");
  clear.type = "button";
  clear.textContent = sign.dataset.clear;
  pad.append(about, canvas, clear);
  drawn.before(pad);
  const ink = canvas.getContext("2d");
  ink.scale(2, 2);
  ink.lineWidth = 3;
  ink.lineCap = ink.lineJoin = "round";
  ink.strokeStyle = "#111";
  let last = null;
  const wipe = () => { ink.clearRect(0, 0, width, height); drawn.value = ""; };
  const line = (from, to) => { ink.beginPath(); ink.moveTo(...from); ink.lineTo(...to); ink.stroke(); };
  const place = event => {
    const box = canvas.getBoundingClientRect();
    const within = (value, end) => Math.max(0, Math.min(end, Math.round(value)));
    return [within((event.clientX - box.left) / box.width * width, width), within((event.clientY - box.top) / box.height * height, height)];
  };
  canvas.addEventListener("pointerdown", event => {
    if (drawn.value.length > most) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    last = place(event);
    typed.value = "";
    drawn.value += `M${last[0]} ${last[1]}L${last[0]} ${last[1]}`;
    line(last, last);
  });
  canvas.addEventListener("pointermove", event => {
    if (!last || drawn.value.length > most) return;
    const next = place(event);
    if (Math.hypot(next[0] - last[0], next[1] - last[1]) < 2) return;
    drawn.value += ` ${next[0]} ${next[1]}`;
    line(last, next);
    last = next;
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => { last = null; });
  clear.addEventListener("click", wipe);
  typed.addEventListener("input", () => { if (typed.value) wipe(); });
  for (const stroke of drawn.value.split("M").filter(Boolean)) {
    const numbers = stroke.split(/[L ]/).map(Number);
    for (let at = 2; at + 1 < numbers.length; at += 2) line(numbers.slice(at - 2, at), numbers.slice(at, at + 2));
  }
}
