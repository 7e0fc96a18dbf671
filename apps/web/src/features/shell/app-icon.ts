/** The app's sign, as SVG. */
export const APP_ICON = [
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">',
  '<clipPath id="m"><circle cx="16" cy="16" r="12.4"/></clipPath>',
  '<circle cx="16" cy="16" r="13.4" fill="#fff" stroke="#0b6a85" stroke-width="2.6"/>',
  '<g clip-path="url(#m)"><path transform="translate(-1 17.3)" d="M-2 0c3-2.4 6-2.4 9 0s6 2.4 9 0 6-2.4 9 0 6 2.4 9 0v40H-2z" fill="#0b6a85"/></g>',
  '<path d="M10.5 10.8h11" stroke="#0b6a85" stroke-width="2.6" stroke-linecap="round"/>',
  '</svg>',
].join('');

/**
 * The same as an address, for a tab: a browser asks for a tab's icon anew whenever the page moves to another address, and
 * this one needs no request.
 */
export const APP_ICON_URL = `data:image/svg+xml,${encodeURIComponent(APP_ICON)}`;
