
  # Products by oneDNN, also of float32. On processors that are not Intel's, PyTorch's own BLAS computes those with half the vector's width;
  # measured with AVX-512: 90 GFLOP/s a core there, 200 here.

  def by_onednn(self: __torch__.M, x: Tensor, weight: Tensor) -> bool:
    return ops.prim.is_cpu(x)

  def by_blas(self: __torch__.M, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    return torch.linear(x, weight, bias)

  def laid_out(self: __torch__.M, weight: Tensor) -> Tensor:
    return (self).laid_out_by_onednn(weight)

  # y = x W' + b, which autograd follows: PyTorch differentiates oneDNN's linear for tensors in oneDNN's layout only, so x goes there
  # and y comes back. x float32 (N, in), weight float32 (out, in), bias float32 (out)
  def linear(self: __torch__.M, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    if ops.prim.is_cpu(x):
      y = torch.to_dense(torch.mkldnn_linear(torch.to_mkldnn(x), weight, bias))
    else:
      y = torch.linear(x, weight, bias)
    return y

  # dy' x into a weight's gradient (out, in), or onto it. dy (N, out), x (N, in). In bfloat16 PyTorch's own product reads both as they lie;
  # oneDNN's linear turns dy round first, on one core.
  def weight_gradient(self: __torch__.M, gradient: Tensor, dy: Tensor, x: Tensor, add: int) -> Tensor:
    if torch.eq(ops.prim.dtype(dy), 15):
      dw = torch.mm(torch.t(dy), x)
    else:
      dw = (self).product(torch.t(dy), torch.t(x), None)
    return (self).put(gradient, dw, add)
