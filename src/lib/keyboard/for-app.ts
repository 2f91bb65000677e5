type Pressed = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>;

/** Whether a key is one of those that work anywhere, as `shortcuts.ts` lists them; that comes with the first of them. */
export const isForApp = ({ key, altKey, ctrlKey, metaKey }: Pressed): boolean =>
	key === 'F6' || (altKey ? /^Arrow(Up|Down)$/.test(key) : ctrlKey !== metaKey && /^[k/]$/i.test(key));
