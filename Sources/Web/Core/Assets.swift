import Crypto

/// Files that browsers get as they are: our style and modules, and the system's Bootstrap,
/// Chart.js and SortableJS. In memory, with a strong tag each.
public struct Assets: Sendable {
    public struct File: Sendable {
        public let bytes: [UInt8]
        public let type: String
        public let tag: String
    }

    private let files: [String: File]

    /// - Parameter files: name as in the URL (`nuo.css`, `modules/live.js`) → bytes.
    public init(files: [String: [UInt8]]) {
        self.files = files.reduce(into: [:]) { all, file in
            let digest = SHA256.hash(data: file.value).prefix(12)
            let tag = digest.map { String($0, radix: 16) }.joined()
            all[file.key] = File(bytes: file.value, type: Assets.type(of: file.key), tag: tag)
        }
    }

    public subscript(_ name: String) -> File? { files[name] }

    private static func type(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "woff2": "font/woff2"
        default: "application/octet-stream"
        }
    }
}
