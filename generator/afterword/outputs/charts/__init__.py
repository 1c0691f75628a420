"""Pictures: pure layout, x in per cent and y in pixels; templates draw them as inline SVG."""
