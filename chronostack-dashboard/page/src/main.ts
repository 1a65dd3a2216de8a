import { mount } from "svelte";
import App from "./App.svelte";
import { apply } from "./lib/scheme.svelte";
import "./style/tokens.css";
import "./style/base.css";

apply();

const target = document.getElementById("app");
if (target) mount(App, { target });
