import CMagic

/// What a file is by its bytes; neither its name nor what a browser says of it is believed.
enum MediaType {
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// As libmagic names it: `image/png`, `application/octet-stream` where it cannot tell.
    static func of(_ bytes: [UInt8]) throws -> String {
        guard let cookie = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS) else {
            throw Fault(description: "libmagic cannot start")
        }
        defer { magic_close(cookie) }
        guard magic_load(cookie, nil) == 0 else {
            throw Fault(description: "libmagic has no list of types: \(message(cookie))")
        }
        let found = bytes.withUnsafeBytes { magic_buffer(cookie, $0.baseAddress, $0.count) }
        guard let found else {
            throw Fault(description: "libmagic cannot read a file: \(message(cookie))")
        }
        return String(cString: found)
    }

    private static func message(_ cookie: magic_t) -> String {
        magic_error(cookie).map { String(cString: $0) } ?? "no reason given"
    }
}
