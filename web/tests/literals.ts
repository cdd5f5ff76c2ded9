// Finds texts in source files: what a page would show or say that stands in no catalogue.
import { parseAst } from "vite";

export interface Found {
  line: number;
  text: string;
}

type Node = { type: string; start: number; [key: string]: unknown };

/** Attributes that people read or hear. */
const TOLD = /^(aria-(label|valuetext|description|roledescription|placeholder)|alt|title|placeholder|label)$/;
/** Attributes, and properties of objects and calls, that hold no texts whatever they look like. */
const UNTOLD =
  /^(class|className|d|path|viewBox|style|points|transform|rel|media|pattern|autocomplete|key|for)$/;
/** What is said to authors and in the console stays English. */
const TO_AUTHORS =
  /^(console|Error|TypeError|BadFilm|RegExp|querySelector(All)?|closest|matchMedia|reloadOnce|words)$/;
const PROSE = /\p{L}{2,}[^\p{L}]* +[^\p{L}]*\p{L}{2,}|^\p{Lu}\p{Ll}+\W*$/u;
const LETTERS = /\p{L}{2,}/u;

/** Return the texts of a TypeScript file. In JSX one word is a text, elsewhere several are, or one with a capital. */
export function findTexts(source: string, file: string): Found[] {
  const found: Found[] = [];
  const tell = (node: Node, text: string) =>
    found.push({ line: source.slice(0, node.start).split("\n").length, text: text.trim() });
  const visit = (node: unknown, isShown: boolean): void => {
    if (Array.isArray(node)) return node.forEach((one) => visit(one, isShown));
    if (!isNode(node) || isSkipped(node)) return;
    const text = textOf(node);
    if (text !== null && (isShown ? LETTERS : PROSE).test(text)) tell(node, text);
    for (const [key, inner] of Object.entries(node)) {
      // What a case compares with is a name.
      if (node.type !== "SwitchCase" || key !== "test") visit(inner, shows(node, key, isShown));
    }
  };
  visit(parseAst(source, { lang: file.endsWith("x") ? "tsx" : "ts" }, file), false);
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

function isSkipped(node: Node): boolean {
  if (/^TS|^Import|^Export.*From/.test(node.type)) return node.type !== "TSAsExpression";
  if (node.type === "JSXAttribute") return UNTOLD.test(nameOf(node.name)) || /^data-/.test(nameOf(node.name));
  if (node.type === "CallExpression" || node.type === "NewExpression")
    return TO_AUTHORS.test(calleeOf(node.callee));
  return node.type === "BinaryExpression" && /^[!=]==?$/.test(String(node.operator));
}

/** Whether what stands below a node is shown as it is: the children of an element, and what is chosen among. */
function shows(node: Node, key: string, isShown: boolean): boolean {
  switch (node.type) {
    case "JSXElement":
    case "JSXFragment":
      return key === "children";
    case "JSXAttribute":
      return TOLD.test(nameOf(node.name));
    case "JSXExpressionContainer":
    case "ConditionalExpression":
    case "LogicalExpression":
    case "TemplateLiteral":
      return isShown && key !== "expressions" && key !== "test";
    case "BinaryExpression":
      return isShown && node.operator === "+";
    default:
      return false;
  }
}

function textOf(node: Node): string | null {
  if (node.type === "JSXText" || (node.type === "Literal" && typeof node.value === "string"))
    return String(node.value);
  if (node.type !== "TemplateLiteral") return null;
  return (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join("…");
}

function nameOf(name: unknown): string {
  return isNode(name) ? String(name.name) : "";
}

function calleeOf(callee: unknown): string {
  if (!isNode(callee)) return "";
  if (callee.type !== "MemberExpression") return nameOf(callee);
  const [object, property] = [nameOf(callee.object), nameOf(callee.property)];
  return object === "console" ? object : property;
}
