// The learning management system: found as SCORM 1.2 says (Run-Time Environment 1.2, 3.3.6), or this browser instead.

(function (relais) {
  "use strict";

  const DEEPEST = 100;

  // The API in a window or one that holds it; a window of another site shows nothing.
  function find(start) {
    let found = start;
    for (let depth = 0; found && depth < DEEPEST; depth += 1) {
      try {
        if (found.API) return found.API;
      } catch {
        return null;
      }
      if (found.parent === found) return null;
      found = found.parent;
    }
    return null;
  }

  // What the standard says as "true", and some systems as true or 1.
  const agreed = (said) => ["true", "1"].includes(String(said).toLowerCase());

  class System {
    constructor(api) {
      this.api = api;
      this.open = agreed(this.call("LMSInitialize", ""));
      this.kind = this.open ? "lms" : "closed";
    }

    // A call that fails says no: it must never keep the next one from being made, above all the last.
    call(name, ...given) {
      try {
        return this.api[name](...given);
      } catch {
        return false;
      }
    }

    get(name) {
      return this.open ? String(this.call("LMSGetValue", name) || "") : "";
    }

    set(name, value) {
      return this.open && agreed(this.call("LMSSetValue", name, value));
    }

    commit() {
      return this.open && agreed(this.call("LMSCommit", ""));
    }

    finish() {
      if (this.open) this.open = !agreed(this.call("LMSFinish", ""));
      return !this.open;
    }
  }

  // Nothing but this browser: the same values, kept in its storage when it lets us.
  class Browser {
    constructor(key) {
      this.key = key;
      this.open = true;
      this.values = {};
      try {
        this.values = JSON.parse(localStorage.getItem(key)) || {};
        localStorage.setItem(key, JSON.stringify(this.values));
        this.kind = "browser";
      } catch {
        this.kind = "memory";
      }
    }

    get(name) {
      return this.values[name] || "";
    }

    set(name, value) {
      if (!name.startsWith("cmi.interactions")) this.values[name] = value;
      return true;
    }

    commit() {
      try {
        localStorage.setItem(this.key, JSON.stringify(this.values));
      } catch { /* said already: kind is « memory » */ }
      return true;
    }

    finish() {
      return this.commit();
    }
  }

  relais.connect = function (key) {
    const api = find(window) || (window.opener && find(window.opener));
    return api ? new System(api) : new Browser(key);
  };
}(window.relais));
