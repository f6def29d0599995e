const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text that is safe inside an element and inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ENTITIES[c]);
}

/** JSON that is safe inside a script element: no tag and no comment can begin in it. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A library that is safe inside a script element. */
export function scriptSource(source: string): string {
  return source.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');
}

/** An SVG as the address of an image, so that its ids and styles stay its own. */
export function svgAddress(svg: string): string {
  return `data:image/svg+xml,${svg.replace(/[%#<>"'&\s{}|\\^`]+/g, (run) => encodeURIComponent(run).replaceAll("'", '%27')).replace(/[^\x20-\x7e]+/g, encodeURIComponent)}`;
}
