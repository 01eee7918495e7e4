/**
 * The complementary error function 1 − erf(x), to about 15 digits, also where it is tiny. Rational approximations of FreeBSD's msun
 * (s_erf.c, copyright 1993 Sun Microsystems, "permission to use, copy, modify, and distribute is freely granted").
 */
export function erfc(x: number): number {
	const a = Math.abs(x);
	if (a < 0.84375) return 1 - (x + x * ratio(x * x, P, Q));
	if (a < 1.25) {
		const rest = ratio(a - 1, PA, QA);
		return x >= 0 ? 1 - ERX - rest : 1 + ERX + rest;
	}
	const s = 1 / (a * a);
	const tail = Math.exp(-a * a - 0.5625 + (a < 1 / 0.35 ? ratio(s, RA, SA) : ratio(s, RB, SB))) / a;
	return x > 0 ? tail : 2 - tail;
}

/** A quotient of two polynomials, lowest power first. */
function ratio(x: number, numerator: readonly number[], denominator: readonly number[]): number {
	return polynomial(x, numerator) / polynomial(x, denominator);
}

function polynomial(x: number, coefficients: readonly number[]): number {
	let sum = 0;
	for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
	return sum;
}

// |x| < 0.84375: erf(x) = x + x·P(x²)/Q(x²)
const P = [0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442, -2.3763016656650163e-5];
const Q = [1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 0.00013249473800432164, -3.960228278775368e-6];
// up to 1.25: erf(x) = ERX + PA(|x| − 1)/QA(|x| − 1)
const ERX = 0.8450629115104675;
const PA = [
	-0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175, -0.11089469428239668, 0.035478304325618236,
	-0.002166375594868791,
];
const QA = [1, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905, 0.011984499846799107];
// up to 1/0.35: erfc(x) = e^(−x² − 0.5625 + RA(1/x²)/SA(1/x²))/x
const RA = [
	-0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006, -162.39666946257347, -184.60509290671104,
	-81.2874355063066, -9.814329344169145,
];
const SA = [
	1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783, 108.63500554177944,
	6.570249770319282, -0.0604244152148581,
];
// beyond
const RB = [
	-0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896, -1025.0951316110772,
	-483.5191916086514,
];
const SB = [
	1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644, 474.52854120695537,
	-22.44095244658582,
];
