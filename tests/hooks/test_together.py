from __future__ import annotations

import pytest
from together import together


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>at 36.3 % of them</p>", "<p>at 36.3&nbsp;% of them</p>"),
        ("<td>100 %</td><td>0 %</td>", "<td>100&nbsp;%</td><td>0&nbsp;%</td>"),
        ("<p>7 % 3 is 1, a % sign, 50% off</p>", "<p>7&nbsp;% 3 is 1, a % sign, 50% off</p>"),
        ('<img alt="5 % more"><code>7 % 3</code> 5 %',
         '<img alt="5 % more"><code>7 % 3</code> 5&nbsp;%'),
        ("<pre><code>7 % 3\n8 % 3</code></pre><p>8 %</p>",
         "<pre><code>7 % 3\n8 % 3</code></pre><p>8&nbsp;%</p>"),
        ("<p>7 %", "<p>7&nbsp;%"),
        ("<p>7 <em>%</em></p>", "<p>7 <em>%</em></p>"),
    ],
)
def test_a_number_and_its_sign_stay_together(html, expected):
    assert together(html) == expected
