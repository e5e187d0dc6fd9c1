/** Contrast of a colour (#rrggbb) with the paper of the light theme (WCAG 2.2 relative luminance), 1 to 21. */
export function contrastWithPaper(colour: string): number {
  return (luminance("#fdfcf8") + 0.05) / (luminance(colour) + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
