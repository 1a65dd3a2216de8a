import { save } from "./download";

const NAMESPACE = "http://www.w3.org/2000/svg";
const STYLES = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-opacity",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
];

/** Saves a drawing as a file that needs nothing of this page: what its styles come to stands as attributes on its elements. */
export function saveSvg(svg: SVGSVGElement, name: string): void {
  save(standalone(svg), name, "image/svg+xml");
}

function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const box = svg.viewBox.baseVal;
  styled(svg, copy);
  copy.removeAttribute("style");
  copy.setAttribute("xmlns", NAMESPACE);
  copy.setAttribute("width", String(box.width));
  copy.setAttribute("height", String(box.height));
  const ground = document.createElementNS(NAMESPACE, "rect");
  for (const [attribute, value] of Object.entries({ x: box.x, y: box.y, width: box.width, height: box.height, fill: getComputedStyle(document.body).backgroundColor })) {
    ground.setAttribute(attribute, String(value));
  }
  copy.prepend(ground);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

function styled(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const property of STYLES) to.setAttribute(property, style.getPropertyValue(property));
  to.removeAttribute("class");
  Array.from(from.children).forEach((child, index) => {
    const other = to.children[index];
    if (other) styled(child, other);
  });
}
