export { captureHost } from './capture';
export { CAPTURE_SCRIPT } from './script';
