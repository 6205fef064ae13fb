// Curves with their axes in words: drawn anew in their place when points come, so that nothing flickers. The sentence
// that says what they show is the picture's name; the page puts the same numbers in a table.

const NS = "http://www.w3.org/2000/svg";
const HEIGHT = 240;
const MARGIN = { top: 12, right: 16, bottom: 42, left: 58 };
const TICKS = 4;
const STEPS = [1, 2, 2.5, 5, 10];

function draw(tag, attributes, text = "") {
  const element = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

function listTicks(least, most, isWhole) {
  const raw = (most - least) / TICKS || 1;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const nice = STEPS.map((one) => one * unit).find((one) => one >= raw * 0.999);
  const step = isWhole ? Math.max(1, Math.round(nice)) : nice;
  const ticks = [];
  for (let at = Math.ceil(least / step - 1e-9) * step; at <= most + step * 1e-6; at += step) ticks.push(at || 0);  // never -0
  return ticks;
}

function measure(values, axis) {
  const least = axis.de ?? Math.min(...values);
  const most = axis.ate ?? Math.max(...values);
  return least === most ? [least - (axis.inteiro ? 1 : 0), most + 1] : [least, most];
}

function write(value, axis) {
  const style = axis.percentual ? { style: "percent", maximumFractionDigits: 1 } : { maximumFractionDigits: 2 };
  return new Intl.NumberFormat("pt-BR", style).format(value);
}

class Grafico {
  constructor(parent) {
    this.root = Object.assign(document.createElement("figure"), { className: "grafico" });
    this.key = Object.assign(document.createElement("figcaption"), { className: "grafico-chave" });
    this.root.append(this.key);
    parent.append(this.root);
    this.observer = new ResizeObserver(() => { if (this.root.clientWidth !== this.width) this.paint(); });
    this.observer.observe(this.root);
  }

  update(data) {
    const told = JSON.stringify(data);
    if (told === this.told) return;
    [this.told, this.data] = [told, data];
    this.paint();
  }

  paint() {
    this.width = this.root.clientWidth;
    if (!this.data || this.width < 80) return;
    const { x, y, curvas, descricao } = this.data;
    const points = curvas.flatMap((curva) => curva.pontos);
    if (!points.length) return;
    this.across = measure(points.map(([one]) => one), x);
    this.up = measure(points.map(([, one]) => one), y);
    const svg = draw("svg", { width: this.width, height: HEIGHT, role: "img", "aria-label": descricao });
    this.paintAxes(svg, x, y);
    for (const [place, curva] of curvas.entries()) this.paintCurve(svg, place, curva);
    this.paintKey(curvas);
    this.picture?.remove();
    this.picture = svg;
    this.root.prepend(svg);
  }

  toX(value) {
    const [least, most] = this.across;
    return MARGIN.left + ((value - least) / (most - least)) * (this.width - MARGIN.left - MARGIN.right);
  }

  toY(value) {
    const [least, most] = this.up;
    return HEIGHT - MARGIN.bottom - ((value - least) / (most - least)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  }

  paintAxes(svg, x, y) {
    const right = this.width - MARGIN.right;
    const floor = HEIGHT - MARGIN.bottom;
    for (const at of listTicks(...this.up, false)) {
      const height = this.toY(at);
      svg.append(draw("line", { class: "grafico-grade", x1: MARGIN.left, x2: right, y1: height, y2: height }));
      svg.append(draw("text", { class: "grafico-numero", x: MARGIN.left - 8, y: height + 4, "text-anchor": "end" }, write(at, y)));
    }
    for (const at of listTicks(...this.across, x.inteiro)) {
      svg.append(draw("text", { class: "grafico-numero", x: this.toX(at), y: floor + 17, "text-anchor": "middle" }, write(at, x)));
    }
    svg.append(draw("line", { class: "grafico-eixo", x1: MARGIN.left, x2: right, y1: floor, y2: floor }));
    svg.append(draw("text", { class: "grafico-nome", x: (MARGIN.left + right) / 2, y: HEIGHT - 6, "text-anchor": "middle" }, x.nome));
    const middle = (MARGIN.top + floor) / 2;
    svg.append(draw("text", { class: "grafico-nome", x: 12, y: middle, "text-anchor": "middle", transform: `rotate(-90 12 ${middle})` }, y.nome));
  }

  paintCurve(svg, place, curva) {
    const line = curva.pontos.map(([across, up]) => `${this.toX(across).toFixed(1)},${this.toY(up).toFixed(1)}`);
    svg.append(draw("polyline", { class: `grafico-linha grafico-cor-${place}`, points: line.join(" ") }));
    const isSparse = line.length <= 40;
    for (const one of isSparse ? line : []) {
      const [cx, cy] = one.split(",");
      svg.append(draw("circle", { class: `grafico-ponto grafico-cor-${place}`, cx, cy, r: 3 }));
    }
  }

  paintKey(curvas) {
    this.key.replaceChildren(...curvas.map((curva, place) => {
      const entry = Object.assign(document.createElement("span"), { textContent: curva.nome });
      const sample = draw("svg", { width: 28, height: 10, "aria-hidden": "true" });
      sample.append(draw("line", { class: `grafico-linha grafico-cor-${place}`, x1: 0, x2: 28, y1: 5, y2: 5 }));
      entry.prepend(sample);
      return entry;
    }));
  }

  close() {
    this.observer.disconnect();
    this.root.remove();
  }
}

const mounted = new WeakMap();

export default function ({ parentElement, data }) {
  const grafico = mounted.get(parentElement) ?? new Grafico(parentElement);
  mounted.set(parentElement, grafico);
  grafico.update(data);
  return () => {
    grafico.close();
    mounted.delete(parentElement);
  };
}
