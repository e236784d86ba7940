"""One address of every family of pages, as the site of the browser tests has them."""

EVERY_FAMILY = (
    "/",
    "/daily/2026-11-20",
    "/weekly/2026-W47",
    "/monthly/2026-11",
    "/trending",
    "/about/trending",
    "/search",
    "/search?q=graph",
    "/search?q=xylophone",
    "/lists",
    "/lists/saved-page",
    "/fields",
    "/fields/cs.LG",
    "/papers/2611.00002",
    "/authors/Ada%20Lovelace",
    "/ledger",
    "/claims/s002",
    "/about",
    "/about/testing",
    "/no/such/page",
)
