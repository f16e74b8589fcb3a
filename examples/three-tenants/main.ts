import { App } from 'cdktf';
import { Rack } from './rack';

const app = new App();
new Rack(app, 'rack1');
app.synth();
