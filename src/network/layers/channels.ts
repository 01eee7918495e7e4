import type { Fault } from "../issue";
import { formatShape, type Shape } from "../shape";
import { text } from "../text";

/** The fault where a written channel count (`in_channels`, `num_features`) is not what comes in, or undefined. */
export function channelsFault(type: string, attribute: string, written: number | undefined, input: Shape): Fault | undefined {
	const channels = input[0] ?? 0;
	if (written === undefined || written === channels) return undefined;
	return {
		code: "channels-mismatch",
		attribute,
		text: text("{type} receives {shape}: {channels} channels, but {attribute} is {written}.", {
			type,
			shape: formatShape(input),
			channels,
			attribute,
			written,
		}),
		fixes: [
			{ kind: "set", attribute, value: channels },
			{ kind: "remove", attribute },
			{ kind: "set-cause", attribute: "out_channels", value: written },
		],
		from: 0,
	};
}

/** The divisor of both numbers that lies nearest to `wanted`; divisors beyond 65,536 are not looked for. */
export function nearestDivisor(wanted: number, a: number, b = a): number {
	let best = 1;
	for (let d = 2; d <= Math.min(a, b, 65536); d++) {
		if (a % d === 0 && b % d === 0 && Math.abs(d - wanted) < Math.abs(best - wanted)) best = d;
	}
	return best;
}

/** The fault where `groups` does not divide the channels, or undefined. */
export function groupsFault(type: string, groups: number, channels: number, outChannels: number): Fault | undefined {
	if (channels % groups === 0 && outChannels % groups === 0) return undefined;
	const multiple = Math.max(1, Math.round(outChannels / groups)) * groups;
	return {
		code: "groups-mismatch",
		attribute: "groups",
		text: text("{type} has {groups} groups, which must divide both the {channels} input channels and the {outChannels} output channels.", {
			type,
			groups,
			channels,
			outChannels,
		}),
		fixes: [
			{ kind: "set", attribute: "groups", value: nearestDivisor(groups, channels, outChannels) },
			...(channels % groups === 0 ? [{ kind: "set", attribute: "out_channels", value: multiple } as const] : []),
		],
		from: 0,
	};
}
