import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { code, plain } from "../../../src/language/markdown";

suite("language/markdown", () => {
	test("no mark of the user's text acts", () => {
		assert.equal(plain("<b>*x*</b> [a](b) `c` https://a.b _d_"), "\\<b\\>\\*x\\*\\</b\\> \\[a\\]\\(b\\) \\`c\\` https\\://a\\.b \\_d\\_");
		assert.equal(plain("a\n\n# b"), "a \\# b");
		assert.equal(plain("&lt;"), "\\&lt;");
	});
	test("code spans hold backticks", () => {
		assert.equal(code("6×28×28"), "`6×28×28`");
		assert.equal(code("a`b"), "``a`b``");
		assert.equal(code("`"), "`` ` ``");
		assert.equal(code(""), "`  `");
		assert.equal(code("a\nb"), "`a b`");
	});
});
