/** Sizes of faces and places, in pixels. Each has its rule in attributes.css, because the policy for content refuses style attributes. */
export const sizes = [16, 20, 22, 24, 28, 32, 34, 36, 40, 44, 48, 52, 56, 58, 64, 68, 72, 76, 88] as const;
export type Size = (typeof sizes)[number];
