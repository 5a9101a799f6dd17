import Base
import Domain
import Post
import Synchronization

/// Calls of the interfaces of WeCom and WeChat: with an access token that is fetched when it is
/// needed, kept as long as it holds, and fetched anew once where the other side says it is over.
struct WeChatAPI: Sendable {
    private let outside: Outside
    private let tokens: AccessTokens

    init(_ house: House) {
        outside = house.outside
        tokens = house.accessTokens
    }

    /// What the other side says, in whatever form.
    enum Fault: Error {
        case trouble(Trouble)
        /// `errcode` and `errmsg`.
        case said(Int, String)
    }

    /// Codes for a token that is over or was never good.
    private static let tokenCodes: Set<Int> = [40_001, 40_014, 41_001, 42_001]

    func call(
        _ path: String, _ body: JSON, for door: Channel.Door, at now: Instant
    ) async throws(Fault) -> JSON {
        for isSecond in [false, true] {
            let token = try await token(for: door, at: now, isNew: isSecond)
            let separator = path.contains("?") ? "&" : "?"
            do {
                return try await perform(
                    WebCall(
                        "POST", "\(api(door))\(path)\(separator)access_token=\(token)",
                        headers: [("Content-Type", "application/json")], body: body.bytes))
            } catch .said(let code, let text) {
                guard WeChatAPI.tokenCodes.contains(code), !isSecond else {
                    throw .said(code, text)
                }
            }
        }
        preconditionFailure("the second try returns or throws")
    }

    /// A picture, a voice or a file by what the other side calls it.
    /// - Throws: `.said` where there is none any more; `Trouble.Kind.unfit` for a larger one than
    ///   is kept.
    func medium(
        _ id: String, for door: Channel.Door, at now: Instant
    ) async throws(Fault) -> (bytes: [UInt8], disposition: String?) {
        for isSecond in [false, true] {
            let token = try await token(for: door, at: now, isNew: isSecond)
            var call = WebCall(
                "GET",
                "\(api(door))/cgi-bin/media/get?access_token=\(token)"
                    + "&media_id=\(GatewayCarrier.percent(id))")
            call.answerMost = ChatMedium.most
            let answer = try await answer(to: call)
            // A file says what it is; what is JSON says why there is none.
            let disposition = answer.header("content-disposition")
            let type = answer.header("content-type") ?? ""
            guard disposition == nil, type.contains("json") || type.contains("text/plain") else {
                if answer.isCutOff { throw .trouble(Trouble(.unfit, text: "too large")) }
                return (answer.body, disposition)
            }
            do throws(Fault) {
                let said = try said(answer)
                guard let address = said["video_url"]?.string else {
                    throw Fault.said(0, "no file")
                }
                return try await video(at: address)
            } catch .said(let code, let text) {
                // A token that is over is fetched anew once.
                guard WeChatAPI.tokenCodes.contains(code), !isSecond else {
                    throw .said(code, text)
                }
            }
        }
        preconditionFailure("the second try returns or throws")
    }

    /// Hands a file over, to be sent by the name that comes back; the other side keeps it for
    /// three days.
    func upload(
        _ file: Attachment, _ bytes: [UInt8], as medium: FileWay.Medium, boundary: String,
        for door: Channel.Door, at now: Instant
    ) async throws(Fault) -> String {
        for isSecond in [false, true] {
            let token = try await token(for: door, at: now, isNew: isSecond)
            do throws(Fault) {
                let said = try await perform(
                    .upload(
                        "\(api(door))/cgi-bin/media/upload?access_token=\(token)"
                            + "&type=\(medium.rawValue)",
                        field: "media", name: file.name, type: file.type.media, bytes: bytes,
                        boundary: boundary))
                guard let id = said["media_id"]?.string else { throw Fault.said(-1, "no media_id") }
                return id
            } catch .said(let code, let text) {
                guard WeChatAPI.tokenCodes.contains(code), !isSecond else {
                    throw .said(code, text)
                }
            }
        }
        preconditionFailure("the second try returns or throws")
    }

    /// A video of an official account: named by an address of its own, which is served in the
    /// clear only. Nothing of ours is in that call.
    private func video(at address: String) async throws(Fault) -> (
        bytes: [UInt8], disposition: String?
    ) {
        var call = WebCall("GET", address)
        call.answerMost = ChatMedium.most
        call.mayBeClear = true
        let answer = try await answer(to: call)
        if answer.isCutOff { throw .trouble(Trouble(.unfit, text: "too large")) }
        return (answer.body, answer.header("content-disposition"))
    }

    /// Fetches a token anew, and nothing else; of WeCom also whether the account is ours.
    func signIn(_ door: Channel.Door, at now: Instant) async throws(Fault) {
        _ = try await token(for: door, at: now, isNew: true)
        guard case .wecom(let account) = door else { return }
        let found = try await call(
            "/cgi-bin/kf/account/list", ["offset": 0, "limit": 100], for: door, at: now)
        let accounts = (found["account_list"]?.array ?? []).map { $0["open_kfid"]?.string }
        guard accounts.contains(account.account) else {
            throw .said(0, "open_kfid: \(account.account)?")
        }
    }

    private func api(_ door: Channel.Door) -> String {
        switch door {
        case .wecom(let account): account.api
        case .wechat(let account): account.api
        case .mail, .webhook, .chat, .form: preconditionFailure("has no such interface")
        }
    }

    private func token(
        for door: Channel.Door, at now: Instant, isNew: Bool
    ) async throws(Fault) -> String {
        if !isNew, let known = tokens.find(door, at: now) { return known }
        let answer: JSON
        switch door {
        case .wecom(let account):
            let query =
                "corpid=\(GatewayCarrier.percent(account.corporation))"
                + "&corpsecret=\(GatewayCarrier.percent(account.secret))"
            answer = try await perform(WebCall("GET", "\(account.api)/cgi-bin/gettoken?\(query)"))
        case .wechat(let account):
            // The stable one: fetching it ends no other node's token.
            let body: JSON = [
                "grant_type": "client_credential", "appid": .string(account.app),
                "secret": .string(account.secret), "force_refresh": .bool(isNew),
            ]
            answer = try await perform(
                WebCall(
                    "POST", "\(account.api)/cgi-bin/stable_token",
                    headers: [("Content-Type", "application/json")], body: body.bytes))
        case .mail, .webhook, .chat, .form: preconditionFailure("has no such interface")
        }
        guard let token = answer["access_token"]?.string else {
            throw .said(-1, "no access_token")
        }
        tokens.keep(token, for: door, seconds: answer["expires_in"]?.integer ?? 7_200, at: now)
        return token
    }

    private func perform(_ call: WebCall) async throws(Fault) -> JSON {
        try said(try await answer(to: call))
    }

    private func answer(to call: WebCall) async throws(Fault) -> WebCall.Answer {
        switch await call.perform(
            addresses: outside.addresses, authorityFile: outside.authorityFile)
        {
        case .failure(let trouble): throw .trouble(trouble)
        case .success(let answer):
            guard (200..<300).contains(answer.status) else {
                throw .trouble(Trouble(.later, code: answer.status, text: "\(answer.status)"))
            }
            return answer
        }
    }

    private func said(_ answer: WebCall.Answer) throws(Fault) -> JSON {
        let json: JSON
        do {
            json = try JSON(parsing: answer.body)
        } catch {
            throw .trouble(Trouble(.later, text: "no JSON"))
        }
        let code = json["errcode"]?.integer ?? 0
        guard code == 0 else { throw .said(code, json["errmsg"]?.string ?? "") }
        return json
    }
}

/// Access tokens of this process, by the account as it is set: another secret is another account.
final class AccessTokens: Sendable {
    private let all = Mutex<[Channel.Door: (token: String, ends: Instant)]>([:])

    func find(_ door: Channel.Door, at now: Instant) -> String? {
        all.withLock { all in all[door].flatMap { now < $0.ends ? $0.token : nil } }
    }

    /// - Parameter seconds: how long it holds, as the other side says; at most a day is believed.
    func keep(_ token: String, for door: Channel.Door, seconds: Int, at now: Instant) {
        // Some minutes early, so that it does not end on the way.
        let end = now + .seconds(Int64(min(max(seconds, 360), 86_400) - 300))
        all.withLock { all in
            // Accounts that were changed since are forgotten with the time.
            if all.count > 1_000 { all = [:] }
            all[door] = (token, end)
        }
    }
}

extension Message.Outcome {
    init(_ fault: WeChatAPI.Fault) {
        switch fault {
        case .trouble(let trouble): self.init(trouble)
        case .said(let code, let text):
            let detail = "\(code) \(text)"
            switch code {
            case 45_015: self = .never(reason: "windowClosed", detail: detail)
            case 95_013: self = .never(reason: "sessionEnded", detail: detail)
            case 45_047, 95_001: self = .never(reason: "repliesUsedUp", detail: detail)
            case 95_016, 95_018: self = .never(reason: "sessionElsewhere", detail: detail)
            case -1, 45_009, 45_011: self = .notNow(reason: "later", detail: detail)
            case 40_001, 40_013, 40_014, 42_001, 40_125, 40_164, 41_004:
                self = .notNow(reason: "signIn", detail: detail)
            default: self = .never(reason: "refused", detail: detail)
            }
        }
    }
}
