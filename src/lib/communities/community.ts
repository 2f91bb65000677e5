import type { Role } from '../permissions';

export type Community = { id: string; name: string; description: string; iconUrl: string | null };
/** One of the viewer's own servers; whoever owns it cannot simply leave. */
export type JoinedCommunity = Community & { isOwner: boolean; role: Role };

export const COMMUNITY_NAME_LIMIT = 80;
export const DESCRIPTION_LIMIT = 500;
export const ICON_LIMIT = 4 * 1024 * 1024;
