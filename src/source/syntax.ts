import type { ParseError } from "jsonc-parser";
import { type Text, text } from "../network/text";
import type { Range } from "./analysis";
import type { Issues } from "./issues";
import type { Parsed } from "./jsonc";

/** Most syntax errors that are shown; the first is what matters. */
const MAX_SYNTAX_ISSUES = 20;

/** jsonc-parser's ParseErrorCode, an ambient const enum that isolated modules cannot use. */
const code = {
	invalidSymbol: 1,
	invalidNumber: 2,
	propertyNameExpected: 3,
	valueExpected: 4,
	colonExpected: 5,
	commaExpected: 6,
	closeBraceExpected: 7,
	closeBracketExpected: 8,
	endOfFileExpected: 9,
	endOfComment: 11,
	endOfString: 12,
	endOfNumber: 13,
	invalidUnicode: 14,
	invalidEscape: 15,
	invalidCharacter: 16,
} as const;

/** Reports what is wrong with the syntax: the first error of each line, since the others follow from it. */
export function reportSyntax(source: string, parsed: Parsed, issues: Issues): void {
	let shown = 0;
	let lineEnd = -1;
	for (const error of parsed.errors) {
		if (shown === MAX_SYNTAX_ISSUES) return;
		if (error.offset <= lineEnd || (parsed.tooDeepAt !== undefined && error.offset >= parsed.tooDeepAt)) continue;
		const next = source.indexOf("\n", error.offset);
		lineEnd = next < 0 ? source.length : next;
		issues.add({ code: "syntax", range: place(source, error), text: explain(source, error) });
		shown++;
	}
	if (parsed.tooDeepAt !== undefined) {
		const range = { start: parsed.tooDeepAt, end: parsed.tooDeepAt + 1 };
		issues.add({ code: "syntax", range, text: text("Brackets are nested too deeply here; what follows was not read.") });
	}
}

/** What to mark: the parser's token, or the last character before it where the token is the end of the file. */
function place(source: string, error: ParseError): Range {
	if (error.offset < source.length) return { start: error.offset, end: Math.min(source.length, error.offset + Math.max(1, error.length)) };
	const end = source.trimEnd().length;
	return { start: Math.max(0, end - 1), end };
}

function explain(source: string, error: ParseError): Text {
	const token = source.slice(error.offset, error.offset + Math.min(error.length, 40));
	switch (error.error) {
		case code.invalidSymbol:
			return explainSymbol(token);
		case code.invalidNumber:
		case code.endOfNumber:
			return text("{token} is not a complete number.", { token });
		case code.propertyNameExpected:
			if (!token) return text("The file ends too early: a closing {bracket} is missing.", { bracket: "}" });
			return text("A key in double quotes is expected here, not {token}; is a closing {bracket} missing before it?", {
				token,
				bracket: "}",
			});
		case code.valueExpected: {
			const key = /"([^"\\\n]{1,64})"\s*:\s*$/.exec(source.slice(Math.max(0, error.offset - 200), error.offset))?.[1];
			return key ? text("{key} has no value yet.", { key }) : text("A value is missing here.");
		}
		case code.colonExpected: {
			const key = /"([^"\\\n]{1,64})"\s*$/.exec(source.slice(Math.max(0, error.offset - 200), error.offset))?.[1];
			return key ? text("A colon and a value are missing after {key}.", { key }) : text("A colon is missing here.");
		}
		case code.commaExpected:
			return token ? text("A comma is missing before {token}.", { token }) : text("The file ends too early: a closing bracket is missing.");
		case code.closeBraceExpected:
			return text("The file ends too early: a closing {bracket} is missing.", { bracket: "}" });
		case code.closeBracketExpected:
			return text("The file ends too early: a closing {bracket} is missing.", { bracket: "]" });
		case code.endOfFileExpected:
			return text("The model ends before this; what follows belongs to nothing.");
		case code.endOfComment:
			return text("This comment is never closed: */ is missing.");
		case code.endOfString:
			return text("This text is never closed: a double quote is missing.");
		case code.invalidUnicode:
		case code.invalidEscape:
			return text("A backslash in this text begins nothing that JSON knows.");
		default:
			return text("A character here is not allowed in JSON.");
	}
}

/** What Python writes for JSON's words. A Map, because a text may hold any word, `__proto__` too. */
const python: ReadonlyMap<string, string> = new Map([
	["True", "true"],
	["False", "false"],
	["None", "null"],
]);

/** A word or sign that JSON does not know, with what it would be in JSON where that is plain. */
function explainSymbol(token: string): Text {
	const meant = python.get(token);
	if (meant) return text("{token} is written {meant} in JSON.", { token, meant });
	if (/^[-+.\d]/.test(token)) return text("{token} is not a complete number.", { token });
	return text("{token} is not JSON; words stand in double quotes.", { token });
}
