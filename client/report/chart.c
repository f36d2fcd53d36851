#include "client/report/chart.h"

#include "client/html.h"

const char chart_style[CHART_STYLE_SIZE] =
    "svg.chart{display:block;width:100%;height:auto;font:13px Verdana,'DejaVu Sans',Arial,"
    "sans-serif}\n"
    ".chart text{fill:#1a1a1a}.chart .tick{fill:#4a4a4a;font-size:12px}\n"
    ".chart .end{text-anchor:end}.chart .middle{text-anchor:middle}\n"
    ".chart .grid{stroke:#d5dbe1;stroke-width:1}.chart .axis{stroke:#4a4a4a;stroke-width:1}\n"
    ".chart .mark{stroke:#4a4a4a;stroke-width:1.5;stroke-dasharray:2 3}\n"
    ".chart .break{stroke:#8a1c1c;stroke-width:2;stroke-dasharray:7 4}\n"
    ".chart .line{fill:none;stroke-width:2.5;stroke-linejoin:round}\n"
    ".chart .l0{stroke:#0b3861}.chart .l1{stroke:#a33b00}.chart .l2{stroke:#44620f}"
    ".chart .l3{stroke:#6b2c91}\n"
    ".chart .line.l1{stroke-dasharray:9 3}.chart .line.l2{stroke-dasharray:3 3}"
    ".chart .line.l3{stroke-dasharray:11 3 3 3}\n"
    ".chart .dot.l0{fill:#0b3861}.chart .dot.l1{fill:#a33b00}.chart .dot.l2{fill:#44620f}"
    ".chart .dot.l3{fill:#6b2c91}\n"
    ".chart .dot.old{fill:#fff;stroke-width:2}\n"
    ".chart .bar{stroke:#1a1a1a;stroke-width:.75}\n"
    ".chart .p0{fill:#e3edf5}.chart .p1{fill:#b9d0e4}.chart .p2{fill:#86abcc}"
    ".chart .p3{fill:#f4cfa3}.chart .p4{fill:#e09a52}.chart .p5{fill:#b35c14}"
    ".chart .p6{fill:#6e3204}\n"
    ".chart .in{text-anchor:middle;font-size:12px}.chart .in.p5,.chart .in.p6{fill:#fff}"
    ".chart .in.p0,.chart .in.p1,.chart .in.p2,.chart .in.p3,.chart .in.p4{fill:#1a1a1a}\n"
    ".chart .g0{fill:#0b3861}.chart .g1{fill:#dd9a5b}.chart .g2{fill:#8db63c}.chart "
    ".g3{fill:#c7a6dc}\n";

void chart_open(FILE *out, const char *id, const char *title, int width, int height) {
    fprintf(out,
            "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s-t\" "
            "aria-describedby=\"%s-d\">\n<title id=\"%s-t\">",
            width, height, id, id, id);
    html_words(out, title);
    fputs("</title>\n", out);
}

void chart_describe(FILE *out, const char *id) {
    fprintf(out, "<desc id=\"%s-d\">", id);
}

void chart_described(FILE *out) {
    fputs("De cijfers staan in de tabel eronder.</desc>\n", out);
}

void chart_close(FILE *out) {
    fputs("</svg>\n", out);
}

void chart_words(FILE *out, int x, int y, const char *class_name, const char *words) {
    fprintf(out, "<text x=\"%d\" y=\"%d\" class=\"%s\">", x, y, class_name);
    html_words(out, words);
    fputs("</text>\n", out);
}

uint64_t chart_step(uint64_t most) {
    static const uint64_t nice[] = {1, 2, 5};
    for (uint64_t power = 10;; power *= 10)
        for (size_t i = 0; i < sizeof nice / sizeof *nice; i++)
            if (most <= 5 * nice[i] * power)
                return nice[i] * power;
}
