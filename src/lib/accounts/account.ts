/** Who asks now. Only what the viewer may see of themself; never an e-mail or a provider's id. */
export type Viewer = { id: string; handle: string; name: string; avatarUrl: string | null };

/** What people say of themselves on their card; empty for nothing. */
export type About = { pronouns: string; status: string; about: string };

export const PASSWORD_MIN = 10;
export const NAME_LIMIT = 60;
export const PRONOUNS_LIMIT = 40;
export const STATUS_LIMIT = 80;
export const ABOUT_LIMIT = 190;
/** Bytes of a picture of somebody, as it is sent. */
export const AVATAR_LIMIT = 4 * 1024 * 1024;

/** What stands in the place of the name of somebody who deleted their account. */
export const DELETED_NAME = 'Deleted person';
