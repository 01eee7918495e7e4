// The property tests draw the same cases in every run, so that a change alone decides whether they pass. CONVSCOPE_TEST_SEED
// (`npm test -- --seed=N`) draws others, "random" some that nobody has seen: the way to look for rare ones. A failure names its seed.
const fc = require("fast-check");

const wanted = process.env.CONVSCOPE_TEST_SEED;
const seed = wanted === "random" ? undefined : Number(wanted ?? 20261124);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
