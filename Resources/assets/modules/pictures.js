// Saves a picture as a file that can stand on a slide by itself: its title and sentence above, what
// it rests on below. It is drawn anew in the colours of paper, because a dark one is not readable
// between a slide's black words, and at double density.
const density = 2, edge = 24;

// Where a line may end: after a space, and around whatever is written without spaces, whose closing
// marks stay with what they close.
const closing = "[，。、；：！？）”’》」…%]*\\s*";
const part = new RegExp(`[“‘（《「]*[\\u2e80-\\u{10ffff}]${closing}|` +
  `[^\\s\\u2e80-\\u{10ffff}]+${closing}|\\s+`, "gu");

function lines(text, width, ctx) {
  const fits = line => ctx.measureText(line.trimEnd()).width <= width;
  const found = [];
  let line = "";
  for (const one of text.replace(/\s+/g, " ").trim().match(part) ?? []) {
    // A word that is longer than a line breaks anywhere.
    for (const piece of fits(one) ? [one] : one) {
      if (line && !fits(line + piece)) {
        found.push(line);
        line = "";
      }
      line += piece;
    }
  }
  return line ? [...found, line] : found;
}

// Words above and below an image, on the ground of the paper.
function sheet(image, above, below, colour) {
  const canvas = document.createElement("canvas"), ctx = canvas.getContext("2d");
  const wide = image.width / density, high = image.height / density;
  const set = block => {
    ctx.font = block.font;
    return { ...block, lines: lines(block.text, wide, ctx) };
  };
  const [head, foot] = [above, below].map(blocks => blocks.filter(block => block.text).map(set));
  const height = blocks => blocks.reduce((sum, one) => sum + one.lines.length * one.line + 6, 0);
  canvas.width = Math.round((wide + 2 * edge) * density);
  canvas.height = Math.round((height(head) + 6 + high + 6 + height(foot) + 2 * edge) * density);
  ctx.fillStyle = colour.panel;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.scale(density, density);
  ctx.textBaseline = "middle";
  const write = (blocks, top) => {
    for (const block of blocks) {
      ctx.font = block.font;
      ctx.fillStyle = block.ink;
      for (const line of block.lines) {
        ctx.fillText(line, edge, top + block.line / 2);
        top += block.line;
      }
      top += 6;
    }
    return top;
  };
  const top = write(head, edge) + 6;
  ctx.drawImage(image, edge, top, wide, high);
  write(foot, top + high + 6);
  return canvas;
}

function words(button, place) {
  const own = place.closest("section"), text = node => node?.textContent ?? "";
  const most = document.getElementById(`${button.dataset.picture}-most`);
  return {
    title: text(own.querySelector("h2")),
    said: text(own.querySelector("[data-said]") ?? document.getElementById("sentence")),
    note: most?.hidden === false ? text(most) : "", basis: button.dataset.basis,
    legend: place.dataset.legend ?? "",
  };
}

function draw(button, place, paint, colours) {
  const paper = document.createElement("div");
  paper.className = "chart on-paper";
  paper.style.width = `${place.clientWidth}px`;
  document.body.append(paper);
  const image = paper.appendChild(document.createElement("canvas"));
  const colour = colours(paper), { title, said, legend, note, basis } = words(button, place);
  const chart = paint(place, image, colour, { animation: false, devicePixelRatio: density });
  const family = getComputedStyle(document.body).fontFamily;
  const done = sheet(image, [
    { text: title, font: `600 18px ${family}`, line: 26, ink: colour.ink },
    { text: said, font: `14px ${family}`, line: 21, ink: colour.ink },
  ], [legend, note, basis].map(text => ({ text, font: `12px ${family}`, line: 18, ink: colour.soft })),
  colour);
  chart.destroy();
  paper.remove();
  return done;
}

function save(button, canvas) {
  canvas.toBlob(blob => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = button.dataset.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }, "image/png");
}

const placeOf = button =>
  document.querySelector(`[data-chart][data-table="${button.dataset.picture}"]`);

// Buttons are there for the pictures that could be drawn.
export function offerPictures() {
  for (const button of document.querySelectorAll("[data-picture]")) {
    button.hidden = !placeOf(button)?.querySelector("canvas");
  }
}

export function savePictures(paint, colours) {
  document.addEventListener("click", event => {
    const button = event.target.closest("[data-picture]");
    if (button) save(button, draw(button, placeOf(button), paint, colours));
  });
}
