// Draws the tables of a page as pictures. A picture says nothing that its table does not say: it
// reads the rows (data-label, data-point, data-low, data-high, data-href) and nothing else.
import { paths } from "./paths.js";
import { offerPictures, savePictures } from "./pictures.js";

const Chart = globalThis.Chart;
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
let drawn = [];

function colours(place) {
  const style = getComputedStyle(place);
  const get = name => style.getPropertyValue(name).trim();
  return { ink: get("--ink"), soft: get("--soft"), line: get("--line"), accent: get("--chart"),
    band: get("--chart-band"), bad: get("--bad"), good: get("--good"), panel: get("--paper") };
}

const number = text => text === undefined || text === "" ? null : Number(text);

function rowsOf(id) {
  return [...document.querySelectorAll(`#${id} tbody tr`)].map(row => ({
    label: row.dataset.label, point: number(row.dataset.point), low: number(row.dataset.low),
    high: number(row.dataset.high), href: row.dataset.href, count: number(row.dataset.count),
    lower: number(row.dataset.lower), upper: number(row.dataset.upper), flag: row.dataset.flag,
    happened: row.dataset.happened, marks: row.dataset.marks,
    x: number(row.dataset.x), y: number(row.dataset.y), second: number(row.dataset.second),
    values: row.dataset.values?.split("|").map(number),
  }));
}

// Lines from the lower to the upper end of the interval, with a cap at each.
const intervals = {
  id: "intervals",
  afterDatasetsDraw(chart, _, { rows, colour }) {
    if (!rows) return;
    const { ctx, scales: { x, y } } = chart;
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.5;
    rows.forEach((row, index) => {
      if (row.low === null || row.high === null) return;
      const at = y.getPixelForValue(index), from = x.getPixelForValue(row.low),
        to = x.getPixelForValue(row.high);
      ctx.beginPath();
      ctx.moveTo(from, at); ctx.lineTo(to, at);
      ctx.moveTo(from, at - 4); ctx.lineTo(from, at + 4);
      ctx.moveTo(to, at - 4); ctx.lineTo(to, at + 4);
      ctx.stroke();
    });
    ctx.restore();
  },
};

function tooltip(rows, unit) {
  const suffix = unit === "csat" || unit === "share" ? " %" : "";
  const show = value => (Math.round(value * 100) / 100) + suffix;
  return {
    displayColors: false,
    filter: item => item.datasetIndex === 0,
    callbacks: {
      label: item => {
        const row = rows[item.dataIndex];
        return row.low === null || row.high === null
          ? show(row.point) : `${show(row.point)}  [${show(row.low)} … ${show(row.high)}]`;
      },
    },
  };
}

function axis(colour, extra = {}) {
  return { ticks: { color: colour.soft }, grid: { color: colour.line }, ...extra };
}

function options(rows, unit, colour, extra) {
  return {
    maintainAspectRatio: false, animation: still ? false : { duration: 250 },
    interaction: { mode: "nearest", intersect: false },
    onClick: (_, found) => {
      const href = rows[found[0]?.index]?.href;
      if (href) location.assign(href);
    },
    ...extra,
    plugins: { legend: { display: false }, tooltip: tooltip(rows, unit), ...extra.plugins },
  };
}

// A line with its interval as a band; gaps where there are too few answers. A second one, where
// there is one to compare with, is told apart by its dashes and marks.
function band(rows, unit, name, colour, canvas, data) {
  const bounds = unit === "nps" ? { suggestedMin: -20, suggestedMax: 60 } : {};
  const edge = values => ({ data: values, borderWidth: 0, pointRadius: 0, pointHitRadius: 0 });
  const chart = {
    type: "line",
    data: {
      labels: rows.map(row => row.label),
      datasets: [
        { label: name, data: rows.map(row => row.point), borderColor: colour.accent,
          backgroundColor: colour.accent, borderWidth: 2, pointRadius: rows.length > 60 ? 0 : 3,
          pointHitRadius: 8, tension: 0 },
        { ...edge(rows.map(row => row.high)), fill: "+1", backgroundColor: colour.band },
        edge(rows.map(row => row.low)),
      ],
    },
    options: options(rows, unit, colour, {
      interaction: { mode: "index", intersect: false },
      scales: {
        x: axis(colour, { grid: { display: false },
          ticks: { color: colour.soft, maxRotation: 0, autoSkipPadding: 16 } }),
        y: axis(colour, bounds),
      },
    }),
  };
  if (rows.some(row => row.second !== null)) {
    chart.data.datasets.push({ label: data.second, data: rows.map(row => row.second),
      borderColor: colour.ink, backgroundColor: colour.ink, borderWidth: 1.5, borderDash: [5, 4],
      pointRadius: rows.length > 60 ? 0 : 4, pointStyle: "triangle", tension: 0, spanGaps: true,
      order: -1 });
    chart.options.plugins.legend = { display: true, labels: { color: colour.ink, boxHeight: 0,
      filter: item => Boolean(item.text) } };
  }
  chart.options.plugins.tooltip.callbacks.afterLabel = item => {
    const { flag, second } = rows[item.dataIndex];
    return [flag, second === null ? null : `${data.second}: ${Number(second.toFixed(1))}`]
      .filter(Boolean);
  };
  return chart;
}

const shorten = (text, most) => text.length > most ? text.slice(0, most - 1) + "…" : text;

// No screen and no canvas holds a thousand bars: those with most answers, in the table's order.
const most = 40;

function largest(rows, id) {
  if (rows.length <= most || rows[0].count === null) return rows;
  const least = rows.map(row => row.count).sort((a, b) => b - a)[most - 1];
  const above = rows.filter(row => row.count > least).length;
  let room = most - above;
  const note = document.getElementById(`${id}-most`);
  if (note) note.hidden = false;
  return rows.filter(row => row.count > least || (row.count === least && room-- > 0));
}

// Bars along the page, each with its interval.
function bars(rows, unit, name, colour, canvas) {
  canvas.parentElement.classList.add("tall");
  canvas.parentElement.style.height = `${Math.max(120, rows.length * 30 + 40)}px`;
  // Chart.js fits the axis to the bars; it has to hold the intervals' ends too.
  const ends = rows.flatMap(row => [row.low, row.high]).filter(end => end !== null);
  const bounds = ends.length
    ? { suggestedMin: Math.min(0, ...ends), suggestedMax: Math.max(0, ...ends) } : {};
  return {
    type: "bar",
    data: { labels: rows.map(row => shorten(row.label, 22)),
      datasets: [{ label: name, data: rows.map(row => row.point), backgroundColor: colour.band,
        borderColor: colour.accent, borderWidth: 1, maxBarThickness: 18 }] },
    options: options(rows, unit, colour, {
      indexAxis: "y",
      interaction: { mode: "index", axis: "y", intersect: false },
      plugins: { intervals: { rows, colour: colour.ink } },
      scales: { x: axis(colour, bounds), y: axis(colour, { grid: { display: false } }) },
    }),
    plugins: [intervals],
  };
}

function columns(rows, unit, name, colour) {
  return {
    type: "bar",
    data: { labels: rows.map(row => row.label),
      datasets: [{ label: name, data: rows.map(row => row.point), backgroundColor: colour.accent,
        maxBarThickness: 48 }] },
    options: options(rows, "count", colour, {
      scales: { x: axis(colour, { grid: { display: false } }),
        y: axis(colour, { beginAtZero: true }) },
    }),
  };
}

// Upright lines at the steps in which something happened, with the marks it has in the table.
function happenings(rows, colour) {
  return { id: "happenings", beforeDatasetsDraw({ ctx, scales: { x }, chartArea }) {
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colour.soft;
    ctx.font = `11px ${Chart.defaults.font.family}`;
    ctx.setLineDash([2, 3]);
    rows.forEach((row, place) => {
      if (!row.marks) return;
      const at = x.getPixelForValue(place);
      ctx.beginPath();
      ctx.moveTo(at, chartArea.top);
      ctx.lineTo(at, chartArea.bottom);
      ctx.stroke();
      const { width } = ctx.measureText(row.marks);
      ctx.fillText(row.marks, Math.min(at + 3, chartArea.right - width), chartArea.top + 9);
    });
    ctx.restore();
  } };
}

// A line between control limits; what a rule marks stands out by form and colour.
function control(rows, unit, name, colour, canvas, { centre, limits, level }) {
  const line = (label, values, dash) => ({ label, data: values, borderColor: colour.soft,
    borderWidth: 1, borderDash: dash, pointRadius: 0, pointHitRadius: 0, fill: false });
  const judged = rows.some(row => row.lower !== null);
  const sets = [{ label: name, data: rows.map(row => row.point), borderColor: colour.accent,
    backgroundColor: colour.accent, borderWidth: 2, tension: 0, pointHitRadius: 8,
    pointRadius: rows.map(row => row.flag ? 6 : rows.length > 60 ? 0 : 3),
    pointStyle: rows.map(row => row.flag ? "rectRot" : "circle"),
    pointBackgroundColor: rows.map(row => row.flag ? colour.bad : colour.accent) }];
  if (judged) {
    sets.push(line(limits, rows.map(row => row.upper), [5, 4]),
      line("", rows.map(row => row.lower), [5, 4]),
      line(level, rows.map(() => number(centre)), []));
  }
  const shared = options(rows, unit, colour, {
    interaction: { mode: "index", intersect: false },
    plugins: { legend: { display: judged, labels: { color: colour.soft, boxHeight: 0,
      filter: item => item.text !== "" } } },
    scales: {
      x: axis(colour, { grid: { display: false },
        ticks: { color: colour.soft, maxRotation: 0, autoSkipPadding: 16 } }),
      y: axis(colour),
    },
  });
  shared.plugins.tooltip.callbacks.afterLabel = item => item.datasetIndex > 0 ? ""
    : [rows[item.dataIndex].flag, rows[item.dataIndex].happened].filter(Boolean);
  return { type: "line", data: { labels: rows.map(row => row.label), datasets: sets },
    options: shared, plugins: [happenings(rows, colour)] };
}

// Where a name beside, below or above its point lies on no other name or point; nothing if nowhere.
function placeOf({ x, y }, width, area, taken) {
  const boxes = [[9, 0], [-9 - width, 0], [-width / 2, 14], [-width / 2, -14]].map(
    ([right, down]) => ({ left: x + right, right: x + right + width, down,
      top: y + down - 6, bottom: y + down + 6 }));
  return boxes.find(box => box.left >= area.left && box.right <= area.right
    && box.top >= area.top - 6 && box.bottom <= area.bottom + 6
    && !taken.some(other => box.left < other.right && box.right > other.left
      && box.top < other.bottom && box.bottom > other.top));
}

// Names beside the points of a map and the cross that divides it.
const mapped = {
  id: "mapped",
  afterDatasetsDraw(chart, _, { rows, colour, cut }) {
    if (!rows) return;
    const { ctx, chartArea: area, scales: { x, y } } = chart;
    ctx.save();
    ctx.strokeStyle = colour.soft;
    ctx.setLineDash([4, 4]);
    ctx.beginPath();
    if (cut.x !== null) {
      ctx.moveTo(x.getPixelForValue(cut.x), area.top);
      ctx.lineTo(x.getPixelForValue(cut.x), area.bottom);
    }
    if (cut.y !== null) {
      ctx.moveTo(area.left, y.getPixelForValue(cut.y));
      ctx.lineTo(area.right, y.getPixelForValue(cut.y));
    }
    ctx.stroke();
    ctx.fillStyle = colour.ink;
    ctx.font = `12px ${Chart.defaults.font.family}`;
    const points = rows.filter(row => row.x !== null && row.y !== null).map(row => ({
      text: shorten(row.label, 14), x: x.getPixelForValue(row.x), y: y.getPixelForValue(row.y) }));
    const taken = points.map(({ x, y }) => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }));
    points.forEach(point => {
      const box = placeOf(point, ctx.measureText(point.text).width, area, taken);
      // A name for which there is no room is left to the tooltip and the table.
      if (!box) return;
      taken.push(box);
      ctx.fillText(point.text, box.left, point.y + box.down + 4);
    });
    ctx.restore();
  },
};

function map(rows, unit, name, colour, canvas, data) {
  canvas.parentElement.classList.add("tall");
  canvas.parentElement.style.height = "24rem";
  const cut = { x: number(data.cutX), y: number(data.cutY) };
  const ends = side => data[`low${side}`] === undefined ? { grace: "12%" }
    : { min: number(data[`low${side}`]), max: number(data[`high${side}`]) };
  const title = text => ({ display: true, text, color: colour.soft });
  return {
    type: "scatter",
    data: { datasets: [{ label: name, data: rows.map(row => ({ x: row.x, y: row.y })),
      backgroundColor: colour.accent, pointRadius: 5, pointHoverRadius: 7 }] },
    options: options(rows, unit, colour, {
      plugins: {
        mapped: { rows, colour, cut },
        tooltip: { displayColors: false, callbacks: { label: item => {
          const row = rows[item.dataIndex];
          return [row.label, `${data.x}: ${Math.round(row.x * 100) / 100}`,
            `${data.y}: ${Math.round(row.y * 100) / 100}`];
        } } },
      },
      scales: { x: axis(colour, { title: title(data.x), ...ends("X") }),
        y: axis(colour, { title: title(data.y), ...ends("Y") }) },
    }),
    plugins: [mapped],
  };
}

function radar(rows, unit, name, colour, canvas, data) {
  canvas.parentElement.classList.add("tall");
  canvas.parentElement.style.height = "22rem";
  const set = (label, values, line, fill, dash) => ({ label, data: values, borderColor: line,
    backgroundColor: fill, borderWidth: 2, borderDash: dash, pointRadius: 3 });
  return {
    type: "radar",
    data: { labels: rows.map(row => shorten(row.label, 12)), datasets: [
      set(data.first, rows.map(row => row.point), colour.soft, "transparent", [5, 4]),
      set(data.second, rows.map(row => row.second), colour.accent, colour.band, []),
    ] },
    options: { maintainAspectRatio: false, animation: still ? false : { duration: 250 },
      plugins: { legend: { labels: { color: colour.ink, boxHeight: 0 } } },
      scales: { r: { min: number(data.low), max: number(data.high),
        ticks: { color: colour.soft, backdropColor: "transparent" },
        grid: { color: colour.line }, angleLines: { color: colour.line },
        pointLabels: { color: colour.ink } } } },
  };
}

// Parts of a whole, side by side: from light to full, each with its name.
function stacked(rows, unit, name, colour, canvas, data) {
  const series = data.series.split("|");
  canvas.parentElement.classList.add("tall");
  canvas.parentElement.style.height = `${Math.max(160, rows.length * 34 + 90)}px`;
  const tint = place => {
    const part = series.length > 1 ? place / (series.length - 1) : 1;
    return `color-mix(in srgb, ${colour.accent} ${Math.round(18 + 82 * part)}%, ${colour.panel})`;
  };
  const paint = document.createElement("canvas").getContext("2d");
  const solid = text => { paint.fillStyle = text; return paint.fillStyle; };
  return {
    type: "bar",
    data: { labels: rows.map(row => shorten(row.label, 18)),
      datasets: series.map((label, place) => ({ label, data: rows.map(row => row.values[place]),
        backgroundColor: solid(tint(place)), borderColor: colour.panel, borderWidth: 1,
        maxBarThickness: 22 })) },
    options: { maintainAspectRatio: false, indexAxis: "y",
      animation: still ? false : { duration: 250 },
      plugins: { legend: { position: "bottom", labels: { color: colour.ink, boxWidth: 12 } },
        tooltip: { callbacks: { label: item => `${item.dataset.label}: ${item.formattedValue} %` } } },
      scales: { x: axis(colour, { stacked: true, min: 0, max: 100 }),
        y: axis(colour, { stacked: true, grid: { display: false } }) } },
  };
}

// The feeling along a journey around its neutral middle; peak, low and end stand out.
function curve(rows, unit, name, colour, canvas, data) {
  const chart = band(rows, unit, name, colour, canvas, data);
  const line = chart.data.datasets[0];
  line.pointRadius = rows.map(row => row.flag ? 7 : 4);
  line.pointStyle = rows.map(row => row.flag ? "rectRot" : "circle");
  line.tension = 0.3;
  const { x, y } = chart.options.scales;
  Object.assign(y, { suggestedMin: -50, suggestedMax: 50,
    grid: { color: at => at.tick.value === 0 ? colour.ink : colour.line } });
  x.ticks = { color: colour.soft, maxRotation: 60, minRotation: 30, autoSkip: rows.length > 30,
    callback: place => shorten(rows[place].label, 12) };
  return chart;
}

// A cell for each pair: the better the greener, the worse the redder, none where too few speak.
function heat(rows, unit, name, colour, canvas, data) {
  const chart = stacked(rows.map(row => ({ ...row, values: row.values.map(() => 1) })), unit, name,
    colour, canvas, data);
  const paint = document.createElement("canvas").getContext("2d");
  const solid = text => { paint.fillStyle = text; return paint.fillStyle; };
  const tint = value => value === null ? colour.panel : solid(
    `color-mix(in srgb, ${value < 0 ? colour.bad : colour.good} ` +
    `${Math.round(Math.min(1, 0.12 + 1.4 * Math.abs(value)) * 90)}%, ${colour.panel})`);
  const series = data.series.split("|");
  chart.data.datasets.forEach((set, place) => Object.assign(set, {
    backgroundColor: rows.map(row => tint(row.values[place])), borderColor: colour.line,
    barPercentage: 1, categoryPercentage: 1, maxBarThickness: 34 }));
  const { plugins, scales } = chart.options;
  plugins.legend = { display: false };
  plugins.tooltip = { displayColors: false, callbacks: { label: item =>
    `${item.dataset.label}: ${rows[item.dataIndex].values[item.datasetIndex] ?? "–"}` } };
  scales.x = { stacked: true, position: "top", min: 0, max: series.length,
    grid: { display: false }, border: { display: false }, afterBuildTicks: axis => {
      axis.ticks = series.map((_, place) => ({ value: place + 0.5 }));
    }, ticks: { color: colour.ink, maxRotation: 60, autoSkip: false,
      callback: value => shorten(series[Math.floor(value)] ?? "", 14) } };
  scales.y.ticks = { color: colour.ink };
  scales.y.grid = { display: false };
  return chart;
}

const kinds = { band, bars, columns, control, map, radar, stacked, curve, heat, paths };

// - changes: of the options that the picture's kind has.
function paint(place, canvas, colour, changes = {}) {
  const { chart, table, unit, name } = place.dataset;
  const config = kinds[chart](
    largest(rowsOf(table), table), unit, name, colour, canvas, place.dataset);
  Object.assign(config.options, changes);
  return new Chart(canvas, config);
}

function draw() {
  for (const chart of drawn) chart.destroy();
  drawn = [];
  const colour = colours(document.documentElement);
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  for (const place of document.querySelectorAll("[data-chart]")) {
    const rows = largest(rowsOf(place.dataset.table), place.dataset.table);
    if (rows.every(row => row.point === null)) {
      place.hidden = true;
      continue;
    }
    let canvas = place.querySelector("canvas");
    if (!canvas) {
      canvas = document.createElement("canvas");
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", `${place.dataset.name}: ${rows.length}`);
      place.append(canvas);
    }
    drawn.push(paint(place, canvas, colour));
  }
  offerPictures();
}

if (Chart) {
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  document.addEventListener("nuo:fresh", draw);
  savePictures(paint, colours);
}
