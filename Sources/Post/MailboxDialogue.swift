import CCurl
import Glibc

/// Commands and answers over a connection that libcurl has made and signed in.
final class MailboxDialogue {
    /// An answer without its `*`, and what came in it as a counted run of bytes.
    struct Line {
        var text: String
        var literal: [UInt8]?
    }

    private static let lineMost = 1 << 20

    private let curl: UnsafeMutableRawPointer
    private let transfer: Transfer
    private var buffer: [UInt8] = []
    private var place = 0
    private var count = 0
    private var idles: Bool?
    /// Whether word of a mail came between the answers to other commands, which nobody has read.
    private var hasNews = false

    init(_ server: MailServer, _ addresses: AddressGuard) throws(Trouble) {
        guard let handle = Transfer.newHandle() else {
            throw Trouble(.unreachable, text: "libcurl")
        }
        curl = UnsafeMutableRawPointer(handle)
        transfer = Transfer(sending: [], allowsPrivate: addresses.allowsPrivate(server.host))
        transfer.prepare(
            curl, timeoutSeconds: MailboxConnection.timeoutSeconds,
            authorityFile: server.authorityFile)
        nuo_curl_set_text(curl, CURLOPT_URL, server.mailboxURL)
        nuo_curl_set_text(curl, CURLOPT_PROTOCOLS_STR, "imap,imaps")
        if server.security == .starttls {
            nuo_curl_set_long(curl, CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
        }
        server.signIn(curl)
        // Everything up to being signed in; then the connection is ours.
        nuo_curl_set_long(curl, CURLOPT_CONNECT_ONLY, 1)
        let result = curl_easy_perform(curl)
        // Everything is set by now, so that `deinit` lets the handle go.
        guard result == CURLE_OK else { throw Trouble(mail: result, code: 0, transfer) }
    }

    deinit { curl_easy_cleanup(curl) }

    /// - Parameter literalMost: bytes of the largest run that is taken.
    /// - Returns: what came before the answer's end.
    /// - Throws: `Trouble.Kind.refused` where the server says NO or BAD.
    func command(_ text: String, literalMost: Int = 1 << 20) throws(Trouble) -> [Line] {
        count += 1
        let tag = "N\(count)"
        // Whatever is there when a folder is opened will be looked through.
        let isOpening = text.hasPrefix("SELECT ")
        if isOpening { hasNews = false }
        try send(Array("\(tag) \(text)\r\n".utf8))
        var lines: [Line] = []
        while true {
            let line = try answer(literalMost)
            if line.text.hasPrefix("\(tag) ") {
                let rest = line.text.dropFirst(tag.count + 1)
                guard rest.uppercased().hasPrefix("OK") else {
                    throw Trouble(.refused, text: String(rest.prefix(500)))
                }
                lines.append(Line(text: String(rest)))
                return lines
            }
            guard line.text.hasPrefix("* ") else { continue }
            if !isOpening, line.text.hasSuffix(" EXISTS") { hasNews = true }
            lines.append(Line(text: String(line.text.dropFirst(2)), literal: line.literal))
        }
    }

    /// Whether the server tells by itself what arrives; asked once.
    func canIdle() throws(Trouble) -> Bool {
        if let idles { return idles }
        let words = try command("CAPABILITY").flatMap { $0.text.uppercased().split(separator: " ") }
        let found = words.contains("IDLE")
        idles = found
        return found
    }

    /// Waits for word of a new mail, at most so long.
    func idle(seconds: Int) throws(Trouble) -> Bool {
        guard !hasNews else { return true }
        count += 1
        let tag = "N\(count)"
        try send(Array("\(tag) IDLE\r\n".utf8))
        var isTold = false
        let end = MailboxDialogue.clock() + Int64(seconds) * 1_000
        while !(hasNews && isTold) {
            let left = end - MailboxDialogue.clock()
            guard left > 0, try isAnswered(within: left) else { break }
            let line = try answer(1 << 20)
            // What ends before it was ended was refused.
            if line.text.hasPrefix("\(tag) ") {
                throw Trouble(.refused, text: String(line.text.prefix(500)))
            }
            if line.text.hasPrefix("+") { isTold = true }
            if line.text.hasSuffix(" EXISTS") { hasNews = true }
        }
        // Before it was taken, the end of it would be a command of its own.
        guard isTold else { throw Trouble(.timedOut) }
        try send(Array("DONE\r\n".utf8))
        while true {
            let line = try answer(1 << 20)
            if line.text.hasPrefix("\(tag) ") { return hasNews }
            if line.text.hasSuffix(" EXISTS") { hasNews = true }
        }
    }

    /// Whether something is there to read before so many milliseconds are over.
    private func isAnswered(within milliseconds: Int64) throws(Trouble) -> Bool {
        // libcurl may hold what it has read and decrypted already: then the socket says nothing.
        if buffer[place...].contains(0x0A) { return true }
        var room = [UInt8](repeating: 0, count: 1 << 14)
        var got = 0
        let result = room.withUnsafeMutableBytes {
            curl_easy_recv(curl, $0.baseAddress, $0.count, &got)
        }
        if result == CURLE_OK, got > 0 {
            buffer += room[..<got]
            return true
        }
        guard result == CURLE_AGAIN else {
            throw Trouble(.dropped, text: String(cString: curl_easy_strerror(result)))
        }
        var handle: curl_socket_t = -1
        nuo_curl_get_socket(curl, &handle)
        var one = pollfd(fd: handle, events: Int16(POLLIN), revents: 0)
        return poll(&one, 1, Int32(clamping: milliseconds)) > 0
    }

    /// Milliseconds of a clock that never goes back.
    private static func clock() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
    }

    /// A whole answer: a line, in which `{n}` at a break stands for n bytes that follow.
    private func answer(_ literalMost: Int) throws(Trouble) -> Line {
        var line = Line(text: "")
        while true {
            let part = String(decoding: try readLine(), as: UTF8.self)
            line.text += part
            guard part.hasSuffix("}"), let open = part.lastIndex(of: "{"),
                let size = Int(part[part.index(after: open)...].dropLast())
            else { return line }
            guard size >= 0, size <= literalMost else {
                throw Trouble(.unfit, text: "\(size) bytes")
            }
            line.literal = try read(size)
        }
    }

    private func readLine() throws(Trouble) -> ArraySlice<UInt8> {
        var searched = place
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                let line = buffer[place..<end]
                place = end + 1
                return line.last == 0x0D ? line.dropLast() : line
            }
            guard buffer.count - place < MailboxDialogue.lineMost else {
                throw Trouble(.unfit, text: "line")
            }
            searched = buffer.count
            let moved = place
            try fill()
            // Filling drops what was read before.
            searched -= moved - place
        }
    }

    private func read(_ size: Int) throws(Trouble) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(size)
        while out.count < size {
            if place == buffer.count { try fill() }
            let end = min(buffer.count, place + size - out.count)
            out += buffer[place..<end]
            place = end
        }
        return out
    }

    private func fill() throws(Trouble) {
        buffer.removeFirst(place)
        place = 0
        var room = [UInt8](repeating: 0, count: 1 << 16)
        var got = 0
        while true {
            let result = room.withUnsafeMutableBytes {
                curl_easy_recv(curl, $0.baseAddress, $0.count, &got)
            }
            switch result {
            case CURLE_OK where got > 0:
                buffer += room[..<got]
                return
            case CURLE_AGAIN: try wait(for: Int16(POLLIN))
            default: throw Trouble(.dropped, text: String(cString: curl_easy_strerror(result)))
            }
        }
    }

    private func send(_ bytes: [UInt8]) throws(Trouble) {
        var sent = 0
        while sent < bytes.count {
            var count = 0
            let result = bytes[sent...].withUnsafeBytes {
                curl_easy_send(curl, $0.baseAddress, $0.count, &count)
            }
            switch result {
            case CURLE_OK: sent += count
            case CURLE_AGAIN: try wait(for: Int16(POLLOUT))
            default: throw Trouble(.dropped, text: String(cString: curl_easy_strerror(result)))
            }
        }
    }

    private func wait(for events: Int16) throws(Trouble) {
        var handle: curl_socket_t = -1
        nuo_curl_get_socket(curl, &handle)
        var one = pollfd(fd: handle, events: events, revents: 0)
        guard poll(&one, 1, Int32(MailboxConnection.timeoutSeconds) * 1_000) > 0 else {
            throw Trouble(.timedOut)
        }
    }

    /// The whole number behind a word in any of the lines.
    static func number(_ word: String, in lines: [Line]) -> Int? {
        for line in lines {
            guard let found = line.text.firstRange(of: word) else { continue }
            return Int(line.text[found.upperBound...].prefix { $0.isASCII && $0.isNumber })
        }
        return nil
    }

    /// A folder's name as a quoted string in modified UTF-7 (RFC 3501, 5.1.3).
    static func quoted(_ name: String) -> String {
        var out = "\""
        var waiting: [UInt16] = []
        func flush() {
            guard !waiting.isEmpty else { return }
            let bytes = waiting.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
            let letters = MailMessage.base64(bytes).prefix { $0 != "=" }
            out += "&" + letters.map { $0 == "/" ? "," : String($0) }.joined() + "-"
            waiting = []
        }
        for unit in name.utf16 {
            guard (0x20...0x7E).contains(unit) else {
                // No line break reaches the server: it would begin a command.
                if unit >= 0x20, unit != 0x7F { waiting.append(unit) }
                continue
            }
            flush()
            let character = Character(Unicode.Scalar(UInt8(unit)))
            if character == "&" { out += "&-"; continue }
            if character == "\"" || character == "\\" { out += "\\" }
            out.append(character)
        }
        flush()
        return out + "\""
    }
}
