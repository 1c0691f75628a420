// Follows the one link of a redirect page at once, and keeps the anchor of the old address.
location.replace(document.querySelector("a").href + location.hash);
