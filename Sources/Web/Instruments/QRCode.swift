import CQREncode

/// A text as a QR code picture, for paper and screens.
enum QRCode {
    /// Modules of white around it, as readers need.
    private static let margin = 4

    /// An SVG picture, one path; nil for a text that no QR code can hold.
    static func svg(_ text: String) -> String? {
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        guard let modules = code.pointee.data else { return nil }
        var path = ""
        for row in 0..<width {
            var column = 0
            while column < width {
                let first = column
                // The lowest bit of a module says whether it is dark.
                while column < width, modules[row * width + column] & 1 == 1 { column += 1 }
                if column > first {
                    path +=
                        "M\(first + margin) \(row + margin)h\(column - first)v1H\(first + margin)z"
                }
                column += 1
            }
        }
        let size = width + 2 * margin
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size) \(size)" \
            shape-rendering="crispEdges"><path fill="#fff" d="M0 0h\(size)v\(size)H0z"/>\
            <path d="\(path)"/></svg>
            """
    }
}
