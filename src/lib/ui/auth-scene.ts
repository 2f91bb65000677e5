type Person = {
	x: number;
	y: number;
	r: number;
	light: string;
	shade: string;
	shirt: string;
	neck: string;
	skin: string;
	/** Hair that falls behind the shoulders, in the colour of the rest. */
	behind?: string;
	hair: { d: string; fill: string }[];
	glasses?: string;
};

const beard =
	'M31.8 49c.5 12 7.5 20.5 18.2 20.5S67.7 61 68.2 49c-3 5-6.2 7.5-9.2 8-5.5-2-12.5-2-18 0-3-.5-6.2-3-9.2-8z';
const curls =
	'M71 29A21 21 0 1 1 29 29 21 21 0 1 1 71 29zM44 36A12 12 0 1 1 20 36 12 12 0 1 1 44 36zM80 36A12 12 0 1 1 56 36 12 12 0 1 1 80 36zM39 49A10 10 0 1 1 19 49 10 10 0 1 1 39 49zM81 49A10 10 0 1 1 61 49 10 10 0 1 1 81 49z';

/** Who talks on the first screen. Portraits are drawn in a field of 100 by 100; the colours are theirs, in both themes. */
export const people: Person[] = [
	{
		x: 262,
		y: 286,
		r: 58,
		light: '#e9c9a4',
		shade: '#c98d5f',
		shirt: '#f3e6d4',
		neck: '#67402c',
		skin: '#7a4a32',
		behind: curls,
		hair: [{ d: 'M30.5 44c0-15 9-22 19.5-22S69.5 29 69.5 44c-4.5-7-11-10-19.5-10s-15 3-19.5 10z', fill: '#20140f' }]
	},
	{
		x: 560,
		y: 214,
		r: 44,
		light: '#b9d0d6',
		shade: '#6f97a5',
		shirt: '#2f4a57',
		neck: '#dcae90',
		skin: '#f0c9ae',
		hair: [
			{ d: beard, fill: '#a8733a' },
			{
				d: 'M30.5 44C28 24 39 17.5 51 17.5c13 0 20 8 18.5 26.5-1.5-6-4-9.5-8-11-9 2-19 1.5-25-1.5-3 2-5 6-6 12.5z',
				fill: '#b7803f'
			}
		]
	},
	{
		x: 455,
		y: 520,
		r: 50,
		light: '#e8c7cf',
		shade: '#b77a90',
		shirt: '#7a2f4a',
		neck: '#9a6645',
		skin: '#b07a55',
		behind: 'M25 92C20 40 28 14 50 14s30 26 25 78z',
		hair: [{ d: 'M31 48c-1-18 7-26 19-26s20 8 19 26c-5-5-11-12-13-19-5 9-15 14-25 19z', fill: '#1d1413' }]
	},
	{
		x: 165,
		y: 470,
		r: 40,
		light: '#efdca6',
		shade: '#c9a24b',
		shirt: '#2c2a26',
		neck: '#4b2d1e',
		skin: '#5b3826',
		hair: [
			{ d: beard, fill: '#150e0a' },
			{ d: 'M32 38c0-13 8-19 18-19s18 6 18 19c-3-5-4-7-6-8-7-2.5-17-2.5-24 0-2 1-3 3-6 8z', fill: '#120c09' }
		]
	},
	{
		x: 640,
		y: 420,
		r: 36,
		light: '#d2cbe8',
		shade: '#8d7fb9',
		shirt: '#4b3f77',
		neck: '#dcb796',
		skin: '#f2d3b7',
		behind: 'M28 60C25 28 34 16 50 16s25 12 22 44z',
		hair: [{ d: 'M31 46c-2-17 7-25 19-25s21 8 19 25c-1-4-2-6-3-8-10 2.5-22 2.5-32 0-1 2-2 4-3 8z', fill: '#17130f' }]
	},
	{
		x: 350,
		y: 140,
		r: 34,
		light: '#d3d7b0',
		shade: '#8f9a5a',
		shirt: '#5c6a35',
		neck: '#c08a62',
		skin: '#d7a077',
		glasses: '#2a2019',
		hair: [
			{
				d: 'M29.5 45C25 26 36 14 50 16c15-3 25 9 20.5 29-1-6-3-9.5-6.5-12-5 1.5-9-.5-12-3-5 4-11 5.5-16 4.5-3 2-5 5.5-6.5 10.5z',
				fill: '#2a1c14'
			}
		]
	}
];
