import { describe, expect, test } from "vitest";
import { contrastWithPaper } from "@/lib/letters/accent";
import { renderMarkdown } from "@/lib/letters/markdown";

describe("a letter's text", () => {
  test("keeps paragraphs, bullets and emphasis", () => {
    expect(renderMarkdown("One **two**.\n\n- three\n- four")).toBe(
      "<p>One <strong>two</strong>.</p>\n<ul>\n<li>three</li>\n<li>four</li>\n</ul>",
    );
  });

  test.each([
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,AAAA)",
    "![x](https://tracker.example/pixel.png)",
    '<img src=x onerror="alert(1)">',
    '<a href="#" onclick="alert(1)" style="x" id="main" class="y">z</a>',
    "<iframe src=https://x.example></iframe>",
    "<svg><script>1</script></svg>",
    'https://x.example/"onmouseover=alert(1)',
  ])("%s is inert", (markdown) => {
    expect(renderMarkdown(markdown)).not.toMatch(
      /<(script|img|iframe|svg)|javascript:|data:|\son\w+=|style=|id=|class=/i,
    );
  });
});

describe("an accent", () => {
  test("its contrast follows WCAG", () => {
    expect(contrastWithPaper("#000000")).toBeGreaterThan(20);
    expect(contrastWithPaper("#ffffff")).toBeLessThan(1.1);
    expect(contrastWithPaper("#7a1f3d")).toBeGreaterThan(7);
  });
});
