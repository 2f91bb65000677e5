/** Who asks now. Only what the viewer may see of themself; never an e-mail or a provider's id. */
export type Viewer = { id: string; handle: string; name: string; avatarUrl: string | null };

export const PASSWORD_MIN = 10;
