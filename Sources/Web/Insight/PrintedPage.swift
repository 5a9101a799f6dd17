import Base

/// A page that stands for itself: style, scripts and data in one file, so that whoever prints it
/// needs no sign-in and fetches nothing.
struct PrintedPage {
    private let site: Site

    init(_ site: Site) { self.site = site }

    /// Nothing may be asked for; what runs is in the file.
    private static let policy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' data:; "
        + "img-src data:"
    private static let modules = "modules/charts.js"
    /// What the pictures' script imports, by the name it does so.
    private static let imports = ["./paths.js", "./pictures.js"]

    func html(_ template: String, _ context: JSON, title: String, _ words: Words) -> [UInt8] {
        let language = words.language == "zh" ? "zh-CN" : "en"
        var out = "<!doctype html><html lang=\"\(language)\" class=\"on-paper\"><head>"
        out += "<meta charset=\"utf-8\">"
        out += "<meta http-equiv=\"Content-Security-Policy\" content=\"\(Self.policy)\">"
        out += "<title>\(title.escapedMarkup)</title>"
        for sheet in ["bootstrap.min.css", "nuo.css"] { out += "<style>\(text(sheet))</style>" }
        out += "</head><body>"
        out += site.render(template, context, in: words.language)
        return Array((out + scripts + "</body></html>").utf8)
    }

    /// Those that draw the pictures from their tables. A script of a file may not import another,
    /// so its imports are in the file as well.
    private var scripts: String {
        let map = JSON.Object(
            Self.imports.map { name -> JSON.Object.Member in
                let file = FormDecoding.encoded(text("modules/" + name.dropFirst(2)))
                return .init(
                    key: name, value: .string("data:text/javascript;charset=utf-8,\(file)"))
            })
        let imports: JSON = ["imports": .object(map)]
        return "<script>\(text("chart.min.js"))</script>"
            + "<script type=\"importmap\">\(imports.text)</script>"
            + "<script type=\"module\">\(text(Self.modules))</script>"
    }

    private func text(_ asset: String) -> String {
        String(decoding: site.assets[asset]?.bytes ?? [], as: UTF8.self)
    }
}
