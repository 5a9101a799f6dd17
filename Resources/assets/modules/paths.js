// A path model as a picture: latent variables as boxes, from what drives to what is driven, each
// path with its coefficient, the wider the stronger. It reads its rows as all pictures do.
const Chart = globalThis.Chart;

const narrow = 560, line = 15, edge = 6;
// Across the way, so that no straight path runs through a box it does not lead to.
const across = [0.5, 0.08, 0.92, 0.3, 0.6, 0.9];

// Steps on the longest way to each.
function depths(count, links) {
  const deep = Array(count).fill(0);
  for (let round = 0; round < count; round++) {
    for (const { from, to } of links) deep[to] = Math.max(deep[to], deep[from] + 1);
  }
  return deep;
}

// Where each stands, from 0 to 1, along the way and across it.
function spots(count, links) {
  const deep = depths(count, links), last = Math.max(1, ...deep);
  return deep.map((depth, own) => {
    const same = deep.flatMap((other, place) => other === depth ? [place] : []);
    const side = same.length === 1 ? across[depth % across.length]
      : (same.indexOf(own) + 0.5) / same.length;
    return { along: depth / last, side };
  });
}

// Where the line from one box's middle to another's leaves the first.
function border(box, to) {
  const [x, y] = [to.x - box.x, to.y - box.y];
  const part = Math.min(x ? box.wide / Math.abs(x) : Infinity, y ? box.high / Math.abs(y) : Infinity);
  return { x: box.x + x * Math.min(1, part), y: box.y + y * Math.min(1, part) };
}

function arrow(ctx, from, to, width) {
  const angle = Math.atan2(to.y - from.y, to.x - from.x), size = 5 + width;
  const side = turn => ({ x: to.x - size * Math.cos(angle + turn),
    y: to.y - size * Math.sin(angle + turn) });
  ctx.lineWidth = width;
  ctx.beginPath();
  ctx.moveTo(from.x, from.y);
  ctx.lineTo(to.x, to.y);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(to.x, to.y);
  for (const turn of [0.4, -0.4]) ctx.lineTo(side(turn).x, side(turn).y);
  ctx.fill();
}

const meets = (one, other) => Math.abs(one.x - other.x) < one.wide + other.wide
  && Math.abs(one.y - other.y) < one.high + other.high;

function boxesOf(ctx, chartArea, nodes, places, isNarrow) {
  return nodes.map((texts, place) => {
    const wide = Math.max(...texts.map(text => ctx.measureText(text).width)) / 2 + edge;
    const high = texts.length * line / 2 + edge;
    const { along, side } = places[place];
    const [x, y] = isNarrow ? [side, along] : [along, side];
    const { left, right, top, bottom } = chartArea;
    return { texts, wide, high, x: left + wide + x * (right - left - 2 * wide),
      y: top + high + y * (bottom - top - 2 * high) };
  });
}

function draw({ ctx, chartArea }, rows, nodes, places, isNarrow, colour) {
  ctx.save();
  ctx.font = `12px ${Chart.defaults.font.family}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  const boxes = boxesOf(ctx, chartArea, nodes, places, isNarrow), taken = [...boxes];
  const marks = rows.map(row => {
    const [one, other] = row.values.map(place => boxes[place]);
    const from = border(one, other), to = border(other, one);
    ctx.strokeStyle = ctx.fillStyle = row.point < 0 ? colour.bad : colour.accent;
    ctx.setLineDash(row.low !== null && row.low <= 0 && row.high >= 0 ? [4, 4] : []);
    arrow(ctx, from, to, 1 + 4 * Math.min(1, Math.abs(row.point)));
    const text = row.point.toFixed(2).replace("-", "−");
    const wide = ctx.measureText(text).width / 2 + 2, high = line / 2;
    const spots = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88].map(part => ({ text, wide, high,
      x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) }));
    const free = spots.find(spot => !taken.some(other => meets(spot, other))) ?? spots[0];
    taken.push(free);
    return free;
  });
  ctx.setLineDash([]);
  ctx.lineWidth = 1;
  const plate = ({ x, y, wide, high }) => [x - wide, y - high, 2 * wide, 2 * high];
  for (const mark of marks) {
    ctx.fillStyle = colour.panel;
    ctx.fillRect(...plate(mark));
    ctx.fillStyle = colour.ink;
    ctx.fillText(mark.text, mark.x, mark.y);
  }
  for (const box of boxes) {
    ctx.fillStyle = colour.panel;
    ctx.strokeStyle = colour.accent;
    ctx.fillRect(...plate(box));
    ctx.strokeRect(...plate(box));
    ctx.fillStyle = colour.ink;
    box.texts.forEach((text, place) =>
      ctx.fillText(text, box.x, box.y + (place - (box.texts.length - 1) / 2) * line));
  }
  ctx.restore();
}

// - data: names of the latent variables, and a line below each.
export function paths(rows, unit, name, colour, canvas, data) {
  const place = canvas.parentElement, isNarrow = place.clientWidth < narrow;
  place.classList.add("tall");
  place.style.height = isNarrow ? "36rem" : "26rem";
  const below = data.below.split("|");
  const nodes = data.nodes.split("|").map((text, own) => [text, below[own]].filter(Boolean));
  const places = spots(nodes.length, rows.map(({ values: [from, to] }) => ({ from, to })));
  const hidden = { display: false, min: 0, max: 1 };
  return {
    type: "scatter",
    data: { datasets: [{ label: name, data: [] }] },
    options: { maintainAspectRatio: false, animation: false, layout: { padding: 2 },
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      scales: { x: hidden, y: hidden } },
    plugins: [{ id: "paths", afterDraw: chart =>
      draw(chart, rows, nodes, places, isNarrow, colour) }],
  };
}
