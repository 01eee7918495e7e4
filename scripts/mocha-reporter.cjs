// Mocha's spec reporter, which also writes the counts to the file named by CONVSCOPE_TEST_RESULT. No file: the run never came to its end.
const { writeFileSync } = require("node:fs");
const { Runner, reporters } = require("mocha");

module.exports = class extends reporters.Spec {
	constructor(runner, options) {
		super(runner, options);
		const file = process.env.CONVSCOPE_TEST_RESULT;
		if (!file) return;
		runner.once(Runner.constants.EVENT_RUN_END, () => {
			const { passes, failures, pending } = this.stats;
			writeFileSync(file, JSON.stringify({ passes, failures, pending }));
		});
	}
};
