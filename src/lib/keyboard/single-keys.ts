/** Whether single keys do something on messages: remembered by this browser, where scripts and the server see it. */
export const KEYS_COOKIE = 'single-keys';
export const areOff = (value: string | undefined): boolean => value === 'off';

export const hasSingleKeys = (): boolean => !document.cookie.split('; ').includes(`${KEYS_COOKIE}=off`);
