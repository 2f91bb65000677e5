import { quietly } from '../on-device';

/** Whether somebody asked on this device to be told of anything; what tells them is loaded only then. */
export const wantsNotifications = () => !!quietly(() => localStorage.getItem('notifications'));
