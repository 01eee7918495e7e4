/**
 * Whether kernels take the shape that suits V8 where it joins two operations of 128 bits into one of 256: more pixels at once, and no
 * branches around where sums begin. false here; scripts/kernels.mjs compiles `kernels-wide.wasm` with true. The sums are the same.
 */
export const WIDE: bool = false;
